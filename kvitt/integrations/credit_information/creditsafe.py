"""Creditsafe Connect: companies, by a token, a search for the number and the company's report.

The path ``/authenticate`` and the token are documented in public; the fields of the report that are
read here have not been tried against the bureau itself: shape unverified. A field that is not there
is unknown. People are not asked about here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from kvitt.domain.ability import Finances
from kvitt.integrations.credit_information.http import BureauServer, Heard, call
from kvitt.integrations.credit_information.port import (
    Answer,
    BureauNotAsked,
    BureauRefused,
    Subject,
)
from kvitt.integrations.credit_information.reading import whole_kronor, within, word

STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "active": "active",
        "liquidation": "liquidation",
        "in liquidation": "liquidation",
        "reorganisation": "restructuring",
        "bankruptcy": "bankrupt",
        "bankrupt": "bankrupt",
        "dissolved": "dissolved",
        "deregistered": "dissolved",
    }
)
"""The bureau's words for a company's state, as ours; another word is not known."""


@dataclass(frozen=True, slots=True)
class Creditsafe:
    """The bureau at ``KVITT_CREDITSAFE_URL``; ``KVITT_CREDITSAFE_PRICE`` is what a report costs."""

    server: BureauServer
    name: ClassVar[str] = "creditsafe"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Creditsafe":
        """The bureau as it is set up. Raises BureauNotSet."""
        return cls(BureauServer.from_environment(environ, cls.name))

    def check(self, subject: Subject) -> Answer:
        """Asks about a company: token, search, report. Only the report is charged for."""
        if subject.is_person:
            raise BureauNotAsked("Creditsafe is asked about companies only: choose another source")
        told = {"username": self.server.user, "password": self.server.password}
        heard = call(self.server, "POST", "/authenticate", headers={}, body=told, is_charged=False)
        token = word(heard, heard.body, "token")
        if not token:
            raise BureauNotAsked("Creditsafe gave no token: see its name and password")
        with_token = {"Authorization": f"Bearer {token}"}
        asked = urlencode({"countries": subject.country, "regNo": subject.number})
        heard = call(
            self.server, "GET", f"/companies?{asked}", headers=with_token, is_charged=False
        )
        connect_id = self._only_one(heard)
        path = f"/companies/{quote(connect_id, safe='')}"
        heard = call(self.server, "GET", path, headers=with_token, is_charged=True)
        return Answer(heard.content, heard.media_type, _finances(heard), self.server.price_minor)

    def _only_one(self, heard: Heard) -> str:
        found = within(heard, heard.body, "companies")
        if not isinstance(found, list) or len(found) != 1:
            raise BureauRefused("Creditsafe does not know exactly one company of that number")
        connect_id = word(heard, found[0], "id")
        if not connect_id:
            raise BureauRefused("Creditsafe names no report for that number")
        return connect_id


def _finances(heard: Heard) -> Finances:
    report: Any = within(heard, heard.body, "report")
    if report is None:
        raise heard.unreadable("it holds no report")
    status = word(heard, report, "companySummary", "companyStatus", "status")
    return Finances(
        company_status=STATUSES.get(status.strip().lower()) if status else None,
        assets_minor=whole_kronor(heard, report, "financials", "cashAndEquivalents"),
        enforcement_minor=whole_kronor(heard, report, "negativeInformation", "enforcementDebt"),
    )
