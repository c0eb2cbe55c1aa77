"""The parts of a case's page: its sum row by row, its balance, its notices, what comes next."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kvitt.application.case_view import CaseView, ShownItem
from kvitt.application.case_wording import next_sentence
from kvitt.application.case_words import CHANNELS, CLOSINGS, HOLDS, item_word, word
from kvitt.application.money_and_days import amount_text, day_text, money_text
from kvitt.kernel.reference import Account
from kvitt.web.design import (
    ExplainedSum,
    Fact,
    Facts,
    Hold,
    Link,
    Moment,
    NextStep,
    Notice,
    SumRow,
    Timeline,
)
from kvitt.web.design.part import Part, Tone
from kvitt.web.timeline import Entry, timeline

ACCOUNTS = {"bankgiro": "Bankgiro", "plusgiro": "Plusgiro"}
TONES: dict[str, Tone] = {
    "letter": "info",
    "money": "good",
    "done": "good",
    "trouble": "warm",
    "again": "warm",
}
"""How a mark on the timeline is coloured, by its look; the rest is plain."""


def notices(case: CaseView, on: date | None, *, page: str = "case") -> list[Part]:
    """That the page shows an earlier day, and every hold that the case stands under.

    ``page`` is the name of the portal's own page of a case.
    """
    shown: list[Part] = []
    if on:
        told = _("As the case stood at the end of %(day)s.") % {"day": day_text(on)}
        now = Link(_("Show it as it is now"), reverse(page, args=[case.number]))
        shown.append(Notice(told, links=(now,)))
    for hold in case.holds:
        from_on, until_on = date.fromisoformat(hold["from_on"]), hold["until_on"]
        until = date.fromisoformat(until_on) if until_on else None
        reason = next_sentence(hold["reason"] or "")
        shown.append(Hold(word(HOLDS, hold["kind"]), reason, from_on, until))
    return shown


def explained(case: CaseView) -> ExplainedSum:
    """What is to be paid on the page's day, with the reason of each row."""
    rows = [_row(item) for item in case.items]
    if case.interest_accrued_minor:
        until = _("Runs day by day; through %(day)s.") % {"day": day_text(case.on)}
        rows.append(SumRow(_("Late interest, not booked yet"), case.interest_accrued_minor, until))
    return ExplainedSum(
        _("The sum, explained"),
        tuple(rows),
        _("To pay on %(day)s") % {"day": day_text(case.on)},
        case.to_pay_minor,
        case.currency,
        notes=(case.interest_unknown_because,) if case.interest_unknown_because else (),
        taken_back_title=_("Taken back"),
        taken_back=tuple(_taken_back(item) for item in case.voided_items),
    )


def balance(case: CaseView) -> Facts:
    """What is open by kind: principal, booked interest, fees, and interest since then."""
    kinds = {"principal": 0, "interest": 0, "cost": 0}
    for item in case.items:
        kinds[item.kind if item.kind in kinds else "cost"] += item.open_minor
    facts = [
        Fact(_("Principal"), amount_text(kinds["principal"])),
        Fact(_("Late interest"), amount_text(kinds["interest"])),
        Fact(_("Fees"), amount_text(kinds["cost"])),
    ]
    if case.interest_accrued_minor:
        facts.append(Fact(_("Interest since then"), amount_text(case.interest_accrued_minor)))
    to_pay = "–" if case.to_pay_minor is None else money_text(case.to_pay_minor, case.currency)
    return Facts((*facts, Fact(_("To pay"), to_pay, is_total=True)), is_number=True)


def next_step(case: CaseView) -> NextStep:
    """What comes next, or that nothing does."""
    if case.closed_on is None:
        return NextStep(_("Next step"), next_sentence(case.next_what), case.next_on)
    why = word(CLOSINGS, case.closed_because) if case.closed_because else ""
    sentences = (why.capitalize(),) if why else ()
    return NextStep(
        _("Next step"), _("Nothing: the case is closed"), case.closed_on, sentences=sentences
    )


def how_to_pay(case: CaseView) -> Facts | None:
    """The account and the references; None for a closed case."""
    if case.closed_on is not None:
        return None
    account = Account(case.pay_to_scheme, case.pay_to_number)
    name = ACCOUNTS.get(case.pay_to_scheme) or _("Account")
    reference = "KID" if case.country == "NO" else "OCR"
    references = [Fact(reference, str(one["payment_reference"])) for one in case.invoices]
    return Facts((Fact(name, account.display), *references))


def story(case: CaseView, *, letter_page: str = "letter") -> Timeline:
    """What happened, oldest first, and what is expected next.

    ``letter_page`` is the name of the portal's own page of a letter.
    """
    moments = [_moment(case, entry, letter_page) for entry in timeline(case)]
    if case.closed_on is None and case.next_on:
        expected = next_sentence(case.next_what)
        coming = Moment(expected, case.next_on, state="next", sentences=(_("Next step"),))
        moments.append(coming)
    return Timeline(tuple(moments))


def _moment(case: CaseView, entry: Entry, page: str) -> Moment:
    actor = _("By %(actor)s") % {"actor": entry.actor} if entry.actor else ""
    return Moment(
        entry.title,
        entry.on,
        sentences=tuple(entry.sentences),
        icon=entry.look,
        tone=TONES.get(entry.look, "plain"),
        links=tuple(_letters(case, entry.letters, page)),
        under=actor,
    )


def _letters(case: CaseView, letters: Sequence[dict[str, object]], page: str) -> list[Link]:
    """The letters' bytes, each named by its channel and its day."""
    return [
        Link(
            f"{_channel(letter['channel'])} {day_text(str(letter['made_on']))} (PDF)",
            reverse(page, args=[case.number, str(letter["id"])]),
        )
        for letter in letters
    ]


def _channel(stored: object) -> str:
    told = word(CHANNELS, str(stored)) if stored else _("Letter")
    return capfirst(told)


def _row(item: ShownItem) -> SumRow:
    was = item.amount_minor if item.open_minor != item.amount_minor else None
    return SumRow(item_word(item.kind), item.open_minor, item.because, was_minor=was)


def _taken_back(item: ShownItem) -> SumRow:
    told = _("Taken back %(day)s.") % {"day": day_text(item.voided_on)}
    return SumRow(item_word(item.kind), item.amount_minor, f"{item.because} {told}")
