"""UC's consumer credit service: one call to ``/creditReport`` about one person.

That the service is REST with this path is documented in public; the fields that are read here have
not been tried against the bureau itself: shape unverified. A field that is not there is unknown.
Companies are not asked about here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from kvitt.domain.ability import Finances
from kvitt.integrations.credit_information.http import BureauServer, Heard, call
from kvitt.integrations.credit_information.port import Answer, BureauNotAsked, Subject
from kvitt.integrations.credit_information.reading import MONTHS_A_YEAR, whole_kronor, within
from kvitt.kernel.money import divide_half_up


@dataclass(frozen=True, slots=True)
class UC:
    """The bureau at ``KVITT_UC_URL``; ``KVITT_UC_PRICE`` is what a report costs."""

    server: BureauServer
    name: ClassVar[str] = "uc"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "UC":
        """The bureau as it is set up. Raises BureauNotSet."""
        return cls(BureauServer.from_environment(environ, cls.name))

    def check(self, subject: Subject) -> Answer:
        """Asks for the credit report of a person in Sweden."""
        if not subject.is_person or subject.country != "SE":
            raise BureauNotAsked("UC is asked about people in Sweden only: choose another source")
        heard = call(
            self.server, "POST", "/creditReport", headers={"Authorization": self.server.basic},
            body={"personId": subject.number}, is_charged=True,
        )  # fmt: skip
        return Answer(heard.content, heard.media_type, _finances(heard), self.server.price_minor)


def _finances(heard: Heard) -> Finances:
    report: Any = within(heard, heard.body, "creditReport")
    if report is None:
        raise heard.unreadable("it holds no report")
    settled = within(heard, report, "debtRestructuring")
    if settled is not None and not isinstance(settled, bool):
        raise heard.unreadable("“debtRestructuring” is neither yes nor no")
    return Finances(
        income_minor=_monthly_income(heard, report),
        enforcement_minor=whole_kronor(heard, report, "enforcement", "debtBalance"),
        in_debt_settlement=settled,
    )


def _monthly_income(heard: Heard, report: Any) -> int | None:
    """A month of the year's income after tax; without the tax it is not known what is left."""
    earned = whole_kronor(heard, report, "income", "taxableYearly")
    tax = whole_kronor(heard, report, "income", "finalTaxYearly")
    if earned is None or tax is None:
        return None
    return divide_half_up(max(earned - tax, 0), MONTHS_A_YEAR)
