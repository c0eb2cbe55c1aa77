"""Where applications go: one adapter for each authority, with the same few functions."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from django.conf import settings

from kvitt.documents.kronofogden import application_pdf
from kvitt.documents.norwegian_application import norwegian_application_pdf
from kvitt.domain.enforcement.norway import ATTACHMENT, CONCILIATION, ON_TITLE
from kvitt.domain.enforcement.norway_ready import readiness
from kvitt.domain.filing import Filing
from kvitt.integrations.elan.client import (
    ElanClient,
    PetitionRefused,
    TokenRefused,
    file_by_elan,
)
from kvitt.integrations.elan.petition import as_json, petition
from kvitt.integrations.forliksrad.package import conciliation_package
from kvitt.integrations.kronofogden import check
from kvitt.integrations.kronofogden.folder import FilingFolder
from kvitt.integrations.kronofogden.ground import Objection, ground_text
from kvitt.integrations.kronofogden.package import package
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book


class Paper(NamedTuple):
    """A file of an application, as it leaves and as it is kept."""

    name: str
    media_type: str
    content: bytes


class Receipt(NamedTuple):
    """What the authority's side answered."""

    number: str | None
    papers: tuple[Paper, ...]
    """What has left: after a crash that may be what was written on another day."""
    may_have_left_before: bool = True
    """Whether an earlier try may have got there; if not, the authority has what was written now."""


class Authority(Protocol):
    """How an application is checked, written and sent."""

    def completed(self, filing: Filing) -> Filing:
        """The filing with what this authority's form tells besides: the ground in words."""
        ...

    def objections(self, filing: Filing) -> Sequence[Objection]:
        """Everything that the authority would send the application back for."""
        ...

    def papers(self, filing: Filing) -> Sequence[Paper]:
        """The application in the authority's form."""
        ...

    def send(self, filing: Filing, papers: Sequence[Paper]) -> Receipt:
        """Sends it under its own reference; the same reference again is the same application.

        Raises NotArrived where it surely did not get there, another Refusal where nobody knows.
        """
        ...


PLAIN = "application/octet-stream"


SETTING = "KVITT_FILING_"
"""Environment variables that begin so tell what the agency has with the authorities."""


class NotArrived(Refusal):
    """The authority's side did not take it: nothing was filed, and it can be mended and filed."""


class Way(NamedTuple):
    """What is to be filed, and what the adapter needs of the case besides the filing."""

    country: str
    kind: str
    holds: Sequence[str]
    """The kinds of holds that stand on the case."""
    letters: Callable[[Sequence[int]], Mapping[int, bytes]]
    """The bytes of letters as they were sent, by notice."""


class NoWayThere(Refusal):
    """Kvitt has no way yet to send such an application: it is filed by hand and recorded."""


class Kronofogden:
    """Applications to Kronofogden: checked as it would, handed over as files."""

    def __init__(self, folder: FilingFolder, holds: Sequence[str]) -> None:
        self._folder = folder
        self._standing = check.Standing(tuple(holds))

    def completed(self, filing: Filing) -> Filing:
        """With the ground in Swedish and what the agency has said of its filings."""
        told = filing._replace(settings=told_settings())
        return told._replace(ground=ground_text(told))

    def objections(self, filing: Filing) -> Sequence[Objection]:
        """Everything that the authority would send the application back for."""
        return check.objections(filing, self._standing, law_book("SE"))

    def papers(self, filing: Filing) -> Sequence[Paper]:
        """A neutral JSON, its table, and pages to sign: the authority's file syntax is unknown."""
        made = package(filing, law_book("SE"))
        return (
            Paper(f"{filing.reference}.json", "application/json", made.json),
            Paper(f"{filing.reference}.csv", "text/csv", made.csv),
            Paper(
                f"{filing.reference}.pdf", "application/pdf",
                application_pdf(filing, law_book("SE")),
            ),
        )  # fmt: skip

    def send(self, filing: Filing, papers: Sequence[Paper]) -> Receipt:
        """Hands the files over; the same again changes nothing."""
        return _handed_over(self._folder, filing, papers)


class Namsmann:
    """Petitions to the namsmann on the creditor's own notice, by ELAN."""

    def __init__(self, way: Way, client: ElanClient) -> None:
        self._way, self._client = way, client

    def completed(self, filing: Filing) -> Filing:
        """With the ground in Norwegian and what the agency has said of such petitions."""
        return _norwegian(filing)

    def objections(self, filing: Filing) -> Sequence[Objection]:
        """What stands in the way of filing, and what the petition lacks."""
        return _bars(self._way.kind, filing)

    def papers(self, filing: Filing) -> Sequence[Paper]:
        """The petition as it is sent, and its pages."""
        law = law_book("NO")
        return (
            Paper(f"{filing.reference}.json", "application/json", as_json(petition(filing, law))),
            _pages(self._way.kind, filing),
        )

    def send(self, filing: Filing, papers: Sequence[Paper]) -> Receipt:
        """Files it once; the same reference and day again finds what was filed."""
        try:
            receipt = file_by_elan(
                self._client, filing, law_book("NO"),
                self._way.letters([one.notice_id for one in filing.letters]),
            )  # fmt: skip
        except (PetitionRefused, TokenRefused) as no:
            raise NotArrived(no.sentence, reference=no.reference) from no
        return Receipt(receipt.number, tuple(papers))


class ByHand:
    """Applications in Norway that a person hands in: written and kept as files."""

    def __init__(self, way: Way, folder: FilingFolder) -> None:
        self._way, self._folder = way, folder

    def completed(self, filing: Filing) -> Filing:
        """With the ground in Norwegian."""
        return _norwegian(filing)

    def objections(self, filing: Filing) -> Sequence[Objection]:
        """What stands in the way of filing."""
        return _bars(self._way.kind, filing)

    def papers(self, filing: Filing) -> Sequence[Paper]:
        """Its pages, and for the conciliation board the same as data."""
        pages = [_pages(self._way.kind, filing)]
        if self._way.kind == CONCILIATION:
            told = conciliation_package(filing, law_book("NO"))
            pages.append(Paper(f"{filing.reference}.json", "application/json", told))
        return tuple(pages)

    def send(self, filing: Filing, papers: Sequence[Paper]) -> Receipt:
        """Lays the files ready; the same again changes nothing."""
        return _handed_over(self._folder, filing, papers)


def _norwegian(filing: Filing) -> Filing:
    ground = "; ".join(
        f"Faktura {claim.invoice_number} av {claim.issued_on.isoformat()}, forfall "
        f"{claim.due_on.isoformat()}{': ' + claim.text if claim.text else ''}"
        for claim in filing.claims
    )
    return filing._replace(ground=ground, settings=told_settings())


def _bars(kind: str, filing: Filing) -> Sequence[Objection]:
    found = readiness(kind, filing, law_book("NO"), on=filing.filed_on)
    return [Objection(bar.what, bar.sentence, bar.reference) for bar in found.bars]


def _pages(kind: str, filing: Filing) -> Paper:
    content = norwegian_application_pdf(kind, filing, law_book("NO"))
    return Paper(f"{filing.reference}.pdf", "application/pdf", content)


def _handed_over(folder: FilingFolder, filing: Filing, papers: Sequence[Paper]) -> Receipt:
    """What was there already has left; otherwise the papers do."""
    there = folder.files_of(filing.reference)
    if there is not None:
        kinds = {paper.name: paper.media_type for paper in papers}
        left = [Paper(name, kinds.get(name, PLAIN), there[name]) for name in sorted(there)]
        return Receipt(None, tuple(left))
    files = {paper.name: paper.content for paper in papers}
    folder.hand_over(filing.reference, files, on=filing.filed_on)
    return Receipt(None, tuple(papers), may_have_left_before=False)


def told_settings() -> Mapping[str, str]:
    """What this installation has told of its filings: ``KVITT_FILING_LICENCE_HOLDER`` and so on."""
    return {
        name.removeprefix(SETTING).lower(): value
        for name, value in os.environ.items()
        if name.startswith(SETTING) and value.strip()
    }


def authority_for(way: Way) -> Authority:
    """The way for a kind of application. Raises NoWayThere and ElanNotSetUp."""
    folder = FilingFolder(settings.HOME.applications)
    if way.country == "SE" and way.kind in ("payment_order", "enforcement"):
        return Kronofogden(folder, way.holds)
    if way.country == "NO" and way.kind == ATTACHMENT:
        return Namsmann(way, ElanClient.from_environment(os.environ))
    if way.country == "NO" and way.kind in (CONCILIATION, ON_TITLE):
        return ByHand(way, folder)
    raise NoWayThere("{kind:word} is filed by hand: record it afterwards", kind=way.kind)
