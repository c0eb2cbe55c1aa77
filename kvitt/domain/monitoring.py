"""Monitoring (efterbevakning, overvåk): what one round of a case that is followed does, and why.

A case is followed where the debtor has nothing to take now, or where the creditor's policy does not
go to an authority. Each round looks at the ability to pay, at the limitation and at what the debtor
has asked; it sends at most one calm letter and decides nothing that a person should decide. No
statute rules long-term monitoring: its numbers are the creditor's, or policies of the house.

>>> from datetime import date
>>> found = Monitored(started_on=date(2026, 3, 2), open_minor=1_000_00)
>>> made = round_of(found, RECOMMENDED, country="SE", today=date(2026, 6, 2))
>>> made.sends_letter, made.next_on.isoformat()
(True, '2026-09-02')
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from kvitt.domain.ability import ABLE, PARTLY, UNABLE
from kvitt.domain.holds import Hold, blocked
from kvitt.kernel.days import add_months, add_years
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence

REASONS = ("no_assets", "creditors_policy")
"""Why a case is followed: nothing was found to take, or the creditor's policy says no."""
KNOWN = "known"
"""No bureau is asked: what is known already counts, and what a person enters."""
SOURCES = (KNOWN, "simulated", "creditsafe", "uc")
YEAR_MONTHS = 12
MOST_LETTERS_A_YEAR = 4
"""Policy: no creditor sends more than one calm letter a quarter."""
LETTERS_TO_WHO_CANNOT_PAY = 1
"""Policy: who is known to be unable to pay is told once a year what is owed, not more often."""
PLAN_AHEAD_DAYS = 90
"""Policy: an act against limitation is planned so many days ahead; `kvitt check` looks as far."""
RESTING = ("no_assets", "lapsed")
"""States of a proceeding in which nothing is going on: the case is followed meanwhile."""
ANOTHER_CASE = Sentence(
    "the debtor is written to on another case that day: one letter a day is enough"
)
"""Policy: nobody gets two monitoring letters of one creditor on one day."""
ENFORCE_AGAIN, WRITE_OFF = "enforce_again", "write_off"
INTERRUPT: Mapping[str, str] = MappingProxyType(
    {
        "SE": "a demand that the debtor is proved to have received, or a written acknowledgement",
        "NO": "an application to the conciliation board or the enforcement officer, or a written "
        "acknowledgement",
    }
)
"""What a person is asked to do, by country: in Norway a letter interrupts nothing."""


class MonitoringRulesUnclear(Refusal):
    """The agreement's rules for monitoring hold an unknown word or an impossible value."""


class MonitoringRules(NamedTuple):
    """How a creditor has its cases followed. Sums in whole minor units."""

    every_months: int
    letters_a_year: int
    """At most so many letters in any twelve months; 0 for none."""
    check: str
    """Which credit bureau is asked each round; ``known`` where none is."""
    check_basis: str
    """The legal basis in words on which the bureau is asked."""
    write_off_after_years: int
    """After so many years without means to pay a write-off is proposed; 0 for never."""
    write_off_below_minor: int
    """Of what is less than this a write-off is proposed; 0 for never."""


RECOMMENDED = MonitoringRules(
    every_months=3,
    letters_a_year=MOST_LETTERS_A_YEAR,
    check=KNOWN,
    check_basis="",
    write_off_after_years=10,
    write_off_below_minor=0,
)
_LIMITS = {
    "every_months": (1, YEAR_MONTHS),
    "letters_a_year": (0, MOST_LETTERS_A_YEAR),
    "write_off_after_years": (0, 30),
    "write_off_below_minor": (0, 1_000_000_000),
}


class ClaimClock(NamedTuple):
    """Until when a claim of the case can be enforced by what is proven."""

    claim_id: int
    invoice_number: str
    act_by: date | None
    """None while it stands still, or where it is not known."""
    is_planned: bool
    """Whether somebody has planned an act in time."""


class Monitored(NamedTuple):
    """What is known of a monitored case on the day of its round. Sums in whole minor units."""

    started_on: date
    open_minor: int
    holds: tuple[Hold, ...] = ()
    letters: tuple[date, ...] = ()
    """The days of its letters of the last twelve months."""
    unsent_on: date | None = None
    """The day of a letter that was planned and has not left."""
    proceeding: str = ""
    """What is going on at an authority, or is drafted for one; empty where nothing is."""
    clocks: tuple[ClaimClock, ...] = ()
    verdict: str | None = None
    """Of the report that counts; None where none does."""
    report_id: int | None = None
    told_report_id: int | None = None
    """The report by which it was last proposed to take the case up again."""
    means_on: date | None = None
    """The last day on which there were means to pay: a payment, or a verdict that said so."""
    write_off_proposed_on: date | None = None
    other_case_written: bool = False
    """Whether the debtor gets a letter on another followed case of the creditor that day."""


class Act(NamedTuple):
    """An interruption of limitation that is planned for a claim."""

    claim_id: int
    invoice_number: str
    by_on: date
    """The last day on which it is in time."""
    act: str


class Proposal(NamedTuple):
    """What a person is asked to decide."""

    kind: str
    sentence: str


class Round(NamedTuple):
    """What the round of a day does, with its reasons."""

    no_letter_because: str
    """Empty where a letter is sent."""
    acts: tuple[Act, ...]
    proposals: tuple[Proposal, ...]
    act_by: date | None
    """The first last day to act of the case's claims."""
    next_on: date

    @property
    def sends_letter(self) -> bool:
        """Whether the round sends a letter."""
        return not self.no_letter_because


def rules_of(agreement: Mapping[str, Any]) -> MonitoringRules:
    """The rules in a creditor's agreement; what it leaves out is as recommended.

    Raises MonitoringRulesUnclear for an unknown word, for a value outside its bounds, and for a
    bureau that is asked without a legal basis.
    """
    said = agreement.get("monitoring")
    if said is None:
        return RECOMMENDED
    if not isinstance(said, Mapping):
        raise MonitoringRulesUnclear("the agreement's “monitoring” is a list of rules by name")
    for name in said:
        if name not in MonitoringRules._fields:
            known = ", ".join(MonitoringRules._fields)
            raise MonitoringRulesUnclear(
                "“monitoring” has no rule “{name}”; it has {known}", name=name, known=known
            )
    chosen = {name: _checked(name, value) for name, value in said.items()}
    rules = RECOMMENDED._replace(**chosen)
    if rules.check != KNOWN and not rules.check_basis:
        raise MonitoringRulesUnclear(
            "to have {check} asked, say in “check_basis” on which legal basis",
            name="check_basis",
            check=rules.check,
        )
    return rules


def as_agreement(rules: MonitoringRules) -> dict[str, Any]:
    """The rules as the agreement stores them; ``rules_of`` reads them back."""
    return rules._asdict()


def next_round_on(started_on: date, rules: MonitoringRules, *, after: date) -> date:
    """The first day of a round after that day, counted in whole months from the start.

    Rounds that were missed are not made up for.
    """
    months = (after.year - started_on.year) * YEAR_MONTHS + after.month - started_on.month
    count = max(1, months // rules.every_months)
    while (day := add_months(started_on, count * rules.every_months)) <= after:
        count += 1
    return day


def round_of(found: Monitored, rules: MonitoringRules, *, country: str, today: date) -> Round:
    """What the round of today does: a letter or why none, acts against limitation, proposals."""
    next_on = next_round_on(found.started_on, rules, after=today)
    days = [one.act_by for one in found.clocks if one.act_by is not None]
    return Round(
        _no_letter(found, rules, country, today),
        _acts(found, country, today, next_on),
        _proposals(found, rules, country, today),
        min(days, default=None),
        next_on,
    )


def whose_turn(waiting: Mapping[int, Monitored]) -> int:
    """Which case of one debtor gets the day's letter, by its number: the one that waited longest.

    A case that never had a letter comes first, then the one that was written to the longest ago;
    of these the one that has been followed the longest.
    """

    def waited_since(case_id: int) -> tuple[date, date, int]:
        found = waiting[case_id]
        return max(found.letters, default=date.min), found.started_on, case_id

    return min(waiting, key=waited_since)


def _no_letter(found: Monitored, rules: MonitoringRules, country: str, today: date) -> str:
    block = blocked("monitoring_letter", found.holds, today, country=country)
    if block is not None:
        return block.sentence
    if found.open_minor <= 0:
        return Sentence("nothing is open")
    if found.proceeding:
        return Sentence("a proceeding is going on: {proceeding:word}", proceeding=found.proceeding)
    if not rules.letters_a_year:
        return Sentence("by the creditor's agreement no letters are sent")
    if found.unsent_on is not None:
        return Sentence("the letter of {unsent_on} has not left", unsent_on=found.unsent_on)
    if found.other_case_written:
        return ANOTHER_CASE
    sent = [day for day in found.letters if day > add_months(today, -YEAR_MONTHS)]
    if found.verdict == UNABLE and len(sent) >= LETTERS_TO_WHO_CANNOT_PAY:
        return Sentence(
            "the debtor cannot pay and was written to on {sent}: once a year is enough",
            sent=max(sent),
        )
    if len(sent) >= rules.letters_a_year:
        return Sentence(
            "as many letters as the agreement allows in a year have left: {count}", count=len(sent)
        )
    return ""


def _acts(found: Monitored, country: str, today: date, next_on: date) -> tuple[Act, ...]:
    """What nobody has planned and comes too soon after the next round to wait for it; not what is
    too late: that is held, and a person is asked."""
    until = next_on + timedelta(days=PLAN_AHEAD_DAYS)
    return tuple(
        Act(one.claim_id, one.invoice_number, one.act_by, INTERRUPT[country])
        for one in found.clocks
        if one.act_by is not None and today <= one.act_by <= until and not one.is_planned
    )


def _proposals(
    found: Monitored, rules: MonitoringRules, country: str, today: date
) -> tuple[Proposal, ...]:
    """Nothing is proposed while a hold stops what would follow, or something is going on."""
    if found.proceeding:
        return ()
    if blocked("application", found.holds, today, country=country) is not None:
        return ()
    if found.verdict in (ABLE, PARTLY):
        if found.report_id == found.told_report_id:
            return ()
        what = Sentence("can pay") if found.verdict == ABLE else Sentence("can pay in part")
        return (
            Proposal(
                ENFORCE_AGAIN,
                Sentence("the debtor {what} by now: take the case up again", what=what),
            ),
        )
    because = _why_give_up(found, rules, today)
    return (Proposal(WRITE_OFF, because),) if because else ()


def _why_give_up(found: Monitored, rules: MonitoringRules, today: date) -> str:
    asked_on = found.write_off_proposed_on
    if asked_on is not None and today < add_months(asked_on, YEAR_MONTHS):
        return ""
    if 0 < found.open_minor < rules.write_off_below_minor:
        return Sentence(
            "{open_minor:money} is open, less than the {write_off_below_minor:money} that "
            "the agreement follows on",
            open_minor=found.open_minor,
            write_off_below_minor=rules.write_off_below_minor,
        )
    since = max(filter(None, (found.started_on, found.means_on)))
    years = rules.write_off_after_years
    if years and today >= add_years(since, years):
        return Sentence(
            "since {since} there have been no means to pay: give the claim up, or follow it on",
            since=since,
        )
    return ""


def _checked(name: str, said: Any) -> Any:
    if name == "check_basis":
        if not isinstance(said, str):
            raise MonitoringRulesUnclear("“check_basis” is a text", name=name)
        return said.strip()
    if name == "check":
        if said not in SOURCES:
            raise MonitoringRulesUnclear(
                "“check” of “monitoring” is one of {sources}; “{said}” is not",
                name=name,
                sources=list(SOURCES),
                said=said,
            )
        return said
    least, most = _LIMITS[name]
    if not isinstance(said, int) or isinstance(said, bool) or not least <= said <= most:
        raise MonitoringRulesUnclear(
            "“{name}” of “monitoring” is a whole number from {least} to {most}; “{said}” is not",
            name=name,
            least=least,
            most=most,
            said=said,
        )
    return said
