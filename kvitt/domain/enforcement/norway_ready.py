"""When a case in Norway may be filed: what stands in the way today, and the first possible day.

It reads the filing alone. Whether a hold stops the case is for the gate of `kvitt.domain.holds`,
which every application passes besides.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from kvitt.domain.enforcement.norway import ATTACHMENT, CONCILIATION, KINDS
from kvitt.domain.filing import FiledLetter, FiledParty, Filing
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.identity import InvalidIdentity, norwegian_birth_day, parse_identity
from kvitt.law.book import LawBook
from kvitt.law.letters_norway import DEMANDS
from kvitt.law.statutory import statutory_deadline, was_minor

NOTICE = "enforcement_notice"
_PERSON_DIGITS = 11
_NO_MIXING = "tvangsfullbyrdelsesloven (LOV-1992-06-26-86) § 7-4"
_PARTIES = "tvangsfullbyrdelsesloven (LOV-1992-06-26-86) § 5-2"
_PARTIES_AT_THE_BOARD = "tvisteloven § 6-3"
_STEP_AFTER_DEMAND = "inkassoloven (LOV-1988-05-13-26) §§ 10 og 11"


class Bar(NamedTuple):
    """Something that stands in the way of filing."""

    what: str
    sentence: str
    """What it is, and what a person does about it."""
    reference: str
    until: date | None = None
    """The first day on which it no longer does; None where waiting does not help."""


class Readiness(NamedTuple):
    """Whether it may be filed on the day, and if not, why and from when."""

    bars: tuple[Bar, ...]
    first_on: date | None
    """The first possible day: the day asked about where nothing stands in the way, None where
    somebody has to do something first."""

    @property
    def may_be_filed(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.bars


def readiness(
    kind: str,
    filing: Filing,
    book: LawBook,
    *,
    on: date,
    born_on: date | None = None,
    without_demand: str = "",
) -> Readiness:
    """Everything that stands in the way of filing on a day, and the first day on which it may be.

    ``born_on`` is the debtor's birth day; without it the number tells it. ``without_demand`` is the
    recorded reason of § 12 for a step without a payment demand. Waiting past the day by which a
    demand or notice is too old is no help, and then there is no first day. Raises LawNotKnown.
    """
    found = [
        *_claim_bars(kind, filing, on),
        *_party_bars(kind, filing, on),
        *_minor_bars(filing, book, born_on),
        *_sum_bars(kind, filing, book, on),
    ]
    spared = book.value("practice.demand_not_needed", on=on).amount
    ends: list[tuple[Bar, date]] = []
    if without_demand not in spared:
        found += _demand_bars(filing, book, on, ends)
    if kind == ATTACHMENT:
        found += _notice_bars(filing, book, on, ends)
    first_on = _first_of(found, on)
    if first_on is not None:
        too_late = [bar for bar, last_on in ends if last_on < first_on]
        if too_late:
            return Readiness((*found, *too_late), None)
    return Readiness(tuple(found), first_on)


def _first_of(bars: list[Bar], on: date) -> date | None:
    days = [bar.until for bar in bars]
    if any(day is None for day in days):
        return None
    return max([on, *(day for day in days if day is not None)])


def _claim_bars(kind: str, filing: Filing, on: date) -> Iterator[Bar]:
    if filing.open_minor <= 0:
        yield Bar("nothing_owed", "nothing is open on the claims: close the case", _PARTIES)
    for claim in filing.claims:
        if claim.due_on >= on:
            yield Bar(
                "not_due", f"invoice {claim.invoice_number} is not overdue before "
                f"{claim.due_on + ONE_DAY}", _STEP_AFTER_DEMAND, claim.due_on + ONE_DAY,
            )  # fmt: skip
    if KINDS[kind].needs_title and filing.title is None:
        yield Bar(
            "no_title", "there is no judgment or settlement to rest on: apply to the conciliation "
            "board, or petition on the creditor's own notice", _NO_MIXING,
        )  # fmt: skip
    if kind == ATTACHMENT and filing.title is not None:
        yield Bar(
            "mixed_grounds", f"{filing.title.kind} {filing.title.number} is an ordinary ground, "
            "which may not stand in one petition with the creditor's own notice: petition on it "
            "by itself", _NO_MIXING,
        )  # fmt: skip


def _party_bars(kind: str, filing: Filing, on: date) -> Iterator[Bar]:
    reference = _PARTIES_AT_THE_BOARD if kind == CONCILIATION else _PARTIES
    named = [("creditor", filing.creditor), ("debtor", filing.debtor)]
    if filing.agent is not None:
        named.append(("agent", filing.agent))
    for who, party in named:
        for lack in _lacks(party, on):
            yield Bar(f"{who}_{lack[0]}", f"the {who} has no {lack[1]}: note it first", reference)


def _lacks(party: FiledParty, on: date) -> Iterator[tuple[str, str]]:
    if not party.name.strip():
        yield "name", "name"
    if not (any(line.strip() for line in party.address_lines) and party.postcode and party.city):
        yield "address", "full address"
    try:
        kind = parse_identity(party.country, party.identity_number, on=on).kind
    except InvalidIdentity:
        yield "number", "identity number that holds"
        return
    if party.is_person and kind != "person":
        yield "number", "number of a person"


def _minor_bars(filing: Filing, book: LawBook, born_on: date | None) -> Iterator[Bar]:
    number = filing.debtor.identity_number
    if born_on is None and len(number) == _PERSON_DIGITS and number.isdecimal():
        born_on = norwegian_birth_day(number)
    if born_on is None:
        return
    for claim in filing.claims:
        found = was_minor(book, birth_day=born_on, arose_on=claim.issued_on)
        if found.is_minor:
            yield Bar(
                "minor", f"the debtor was a minor when invoice {claim.invoice_number} arose: it is "
                "never filed", found.because.reference,
            )  # fmt: skip


def _sum_bars(kind: str, filing: Filing, book: LawBook, on: date) -> Iterator[Bar]:
    """The board judges alone only below a sum: from it on a person chooses board or court."""
    if kind != CONCILIATION:
        return
    limit = book.value("practice.conciliation_board_below", on=on)
    if filing.open_minor >= limit.amount:
        yield Bar(
            "above_the_boards_sum", f"{filing.open_minor // 100} is claimed, and from "
            f"{limit.amount // 100} a person decides between the board and the court",
            limit.reference,
        )  # fmt: skip


def _last(filing: Filing, kinds: tuple[str, ...], on: date) -> FiledLetter | None:
    """The last letter of those kinds that had left by the day."""
    sent = [one for one in filing.letters if one.kind in kinds and one.sent_on <= on]
    return max(sent, key=lambda one: (one.sent_on, one.notice_id), default=None)


def _demand_bars(
    filing: Filing, book: LawBook, on: date, ends: list[tuple[Bar, date]]
) -> Iterator[Bar]:
    """A payment demand whose deadline has passed, not older than six months (§§ 10 and 11)."""
    demand = _last(filing, DEMANDS, on)
    if demand is None:
        yield Bar(
            "no_demand", "no payment demand has been sent: send one and let its deadline pass",
            _STEP_AFTER_DEMAND,
        )  # fmt: skip
        return
    age = statutory_deadline(book, "demand_age", from_on=demand.sent_on)
    too_old = Bar(
        "demand_too_old", f"the payment demand of {demand.sent_on} carries a legal step through "
        f"{age.day}: send a new one and let its deadline pass", age.because.reference,
    )  # fmt: skip
    if on > age.day:
        yield too_old
        return
    ends.append((too_old, age.day))
    later = [one.invoice_number for one in filing.claims if demand.sent_on <= one.due_on]
    if later:
        yield Bar(
            "demand_too_early", f"the payment demand of {demand.sent_on} was sent before invoice "
            f"{', '.join(later)} was overdue: send a new one", _STEP_AFTER_DEMAND,
        )  # fmt: skip
        return
    if on <= demand.deadline_on:
        yield Bar(
            "demand_runs", f"the debtor has until {demand.deadline_on} to pay or object",
            _STEP_AFTER_DEMAND, demand.deadline_on + ONE_DAY,
        )  # fmt: skip


def _notice_bars(
    filing: Filing, book: LawBook, on: date, ends: list[tuple[Bar, date]]
) -> Iterator[Bar]:
    """The notice of enforcement: on the due day at the earliest, two weeks, for one year."""
    notice = _last(filing, (NOTICE,), on)
    rule = book.value("statutory.enforcement_notice", on=on)
    if notice is None:
        yield Bar(
            "no_notice", "no notice of enforcement has been sent: send it and wait two weeks",
            rule.reference,
        )  # fmt: skip
        return
    wait = statutory_deadline(book, NOTICE, from_on=notice.sent_on)
    early = [one.invoice_number for one in filing.claims if notice.sent_on < one.due_on]
    if early:
        yield Bar(
            "notice_too_early", f"the notice of enforcement of {notice.sent_on} was sent before "
            f"invoice {', '.join(early)} was due: send a new one", rule.reference,
        )  # fmt: skip
        return
    first_on = max(wait.opens_on or wait.day + ONE_DAY, notice.deadline_on + ONE_DAY)
    year = statutory_deadline(book, "renewed_notice", from_on=wait.unmoved_on + ONE_DAY)
    too_old = Bar(
        "notice_too_old", f"the notice of enforcement of {notice.sent_on} counts through "
        f"{year.day}: send a new one and wait two weeks", year.because.reference,
    )  # fmt: skip
    if on > year.day:
        yield too_old
        return
    ends.append((too_old, year.day))
    if on < first_on:
        yield Bar(
            "notice_runs", f"the time of the notice of enforcement runs through "
            f"{first_on - ONE_DAY}", rule.reference, first_on,
        )  # fmt: skip
