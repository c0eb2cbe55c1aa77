"""Where applications go: one adapter for each authority, with the same few functions."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from django.conf import settings

from kvitt.documents.kronofogden import application_pdf
from kvitt.domain.filing import Filing
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

        Raises a Refusal; with ``has_not_arrived`` where it surely did not get there.
        """
        ...


PLAIN = "application/octet-stream"


class NoWayThere(Refusal):
    """Kvitt has no way yet to send such an application: it is filed by hand and recorded."""


class Kronofogden:
    """Applications to Kronofogden: checked as it would, handed over as files."""

    def __init__(self, folder: FilingFolder, holds: Sequence[str]) -> None:
        self._folder = folder
        self._standing = check.Standing(tuple(holds))

    def completed(self, filing: Filing) -> Filing:
        """With the ground in Swedish."""
        return filing._replace(ground=ground_text(filing))

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
        there = self._folder.files_of(filing.reference)
        if there is not None:
            kinds = {paper.name: paper.media_type for paper in papers}
            left = [Paper(name, kinds.get(name, PLAIN), there[name]) for name in sorted(there)]
            return Receipt(None, tuple(left))
        files = {paper.name: paper.content for paper in papers}
        self._folder.hand_over(filing.reference, files, on=filing.filed_on)
        return Receipt(None, tuple(papers))


def authority_for(country: str, kind: str, holds: Sequence[str]) -> Authority:
    """The way for a kind of application. Raises NoWayThere."""
    if country == "SE" and kind in ("payment_order", "enforcement"):
        return Kronofogden(FilingFolder(settings.HOME.applications), holds)
    raise NoWayThere(
        f"{kind.replace('_', ' ')} is filed by hand in {country}: record it afterwards"
    )
