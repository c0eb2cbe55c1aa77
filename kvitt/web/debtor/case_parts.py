"""The parts of the case page: first the sum, then why, then what follows, then the ways out."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kvitt.application.case_wording import next_sentence
from kvitt.application.case_words import STAGES, letter_word, word
from kvitt.application.debtor_case import DebtorCase
from kvitt.application.explained import ExplainedClaim, ExplainedItem
from kvitt.application.money_and_days import day_text, money_text
from kvitt.application.write_receipt import owes_nothing
from kvitt.web.design import (
    Action,
    BigSum,
    Choice,
    Choices,
    Confirmation,
    ExplainedSum,
    Hold,
    Moment,
    Notice,
    Progress,
    SumRow,
    Tag,
    Timeline,
)


def case_parts(case: DebtorCase, language: str) -> dict[str, Any]:
    """What the page shows, part by part; a part that does not apply is None."""
    if case.is_closed:
        return {"ended": ended(case), "paid": payments(case)}
    return {
        "sum": big_sum(case),
        "standing": standing(case),
        "in_time": in_time(case),
        "explained": explained(case),
        "course": course(case, language),
        "choices": choices(case),
        "advice": case.advice(language),
        "plan": progress(case),
    }


def big_sum(case: DebtorCase) -> BigSum | Notice:
    """The sum, its day and the one action."""
    view, number = case.view, case.key.number
    tag = Tag(_where(case), "info")
    if case.asked is None:
        return Notice(
            _("We cannot say the sum just now"),
            (_("Write to us or call, and we tell you what there is to pay."),),
            level=1,
        )
    label = _("To pay")
    if case.asked.instalment is not None:
        label = _("Next instalment")
    actions = [Action(_("Pay now"), reverse("debtor_pay", args=[number]))]
    if case.plan is None and not case.open_dispute:
        actions.append(Action(_("I cannot pay it all now"), "#choices", "secondary"))
    by = case.asked.by if case.asked.by >= case.today else None
    under = "" if by else _("The day to pay was %(day)s.") % {"day": day_text(case.asked.by)}
    return BigSum(label, case.asked.amount_minor, view.currency, by, tag, tuple(actions), under)


def _where(case: DebtorCase) -> str:
    """The last letter's name, as it stands on the paper; before any letter the stage."""
    sent = [one["kind"] for one in case.view.notices if one["state"] == "sent"]
    return letter_word(sent[-1]) if sent and case.plan is None else word(STAGES, case.view.stage)


def standing(case: DebtorCase) -> Hold | None:
    """Why the case stands still, and what that means for the debtor."""
    hold = next((one for one in case.holds if one.kind == case.held_by), None)
    if hold is None:
        return None
    given = {
        "dispute": (
            _("We are looking into what you told us"),
            _("You need not pay meanwhile. Nothing is sent, and nothing is added to the costs."),
        ),
        "payment_announced": (
            _("Thank you. We are waiting for your payment"),
            _("It takes some bank days until we see it. We send nothing meanwhile."),
        ),
        "deferral": (
            _("You have been given time"),
            _("Nothing else happens before that day."),
        ),
        "plan": (
            _("You follow a plan"),
            _("As long as you follow it we send no claims, and no costs are added."),
        ),
    }  # fmt: skip
    title, reason = given.get(
        hold.kind, (_("The case is paused"), _("We send nothing while it is paused."))
    )
    actions: tuple[Action, ...] = ()
    if hold.kind == "plan":
        plan = Action(
            _("Show the plan"), reverse("debtor_plan", args=[case.key.number]), "secondary"
        )
        return Hold(title, reason, actions=(plan,))
    dispute = case.open_dispute
    if hold.kind == "dispute" and dispute is not None:
        day = day_text(dispute.answer_by_on)
        reason += " " + _("You get an answer by %(day)s.") % {"day": day}
        return Hold(title, reason, actions=actions)
    until = _("The case waits until %(day)s.") % {"day": day_text(hold.until_on)}
    return Hold(title, f"{until} {reason}" if hold.until_on else reason, actions=actions)


def in_time(case: DebtorCase) -> Notice | None:
    """The way out before what follows: paid in time, nothing more happens."""
    asked = case.asked
    if asked is None or case.plan is not None or case.open_dispute:
        return None
    if asked.by < case.today:
        return Notice(
            _("Pay now, and it costs no more"),
            (_("When we have the whole sum the case ends. Nothing more is sent."),),
        )
    return Notice(
        _("If you pay by %(day)s nothing more happens") % {"day": day_text(asked.by)},
        (_("The claim then costs no more, and the case ends."),),
    )


def explained(case: DebtorCase) -> ExplainedSum:
    """Every row of the sum, and behind the fold how each came about."""
    told, view = case.explained, case.view
    rows: list[SumRow] = []
    how: list[str] = []
    for claim in told.claims:
        rows += _rows(case, claim)
        how += [_how(item) for item in claim.items if item.kind != "principal"]
        how += [days.result for days in claim.running]
    how += [one.sentence for one in told.payments if one.sentence]
    how.append(told.sentence)
    paid_minor = sum(one.amount_minor for one in told.payments)
    notes = []
    if paid_minor > 0:
        paid = money_text(paid_minor, view.currency)
        notes.append(_("%(paid)s is paid already and deducted.") % {"paid": paid})
    if case.daily_interest_minor:
        daily = money_text(case.daily_interest_minor, view.currency)
        notes.append(
            _("Interest runs on with %(daily)s a day until you have paid.") % {"daily": daily}
        )
    return ExplainedSum(
        _("This is what you pay for"), tuple(rows), _("Total today"), told.total_minor,
        view.currency, tuple(notes), _("How we computed it"), tuple(one for one in how if one),
    )  # fmt: skip


def _rows(case: DebtorCase, claim: ExplainedClaim) -> list[SumRow]:
    rows = []
    invoice = next(
        one for one in case.view.invoices if one["invoice_number"] == claim.invoice_number
    )
    for item in claim.items:
        if not item.open_minor:
            continue
        label, under = item.name, ""
        if item.kind == "principal":
            label = invoice["text"] or item.name
            under = _("Invoice %(number)s of %(day)s, to be paid by %(due)s") % {
                "number": claim.invoice_number, "day": day_text(invoice["issued_on"]),
                "due": day_text(invoice["invoice_due_on"]),
            }  # fmt: skip
        elif item.kind == "interest":
            under = item.arithmetic
        else:
            under = item.reference
        was = item.amount_minor if item.amount_minor != item.open_minor else None
        rows.append(SumRow(label, item.open_minor, under, was_minor=was))
    if claim.running_minor:
        rows.append(SumRow(_("Interest until today"), claim.running_minor, _running(claim)))
    return rows


def _running(claim: ExplainedClaim) -> str:
    return "; ".join(days.arithmetic for days in claim.running)


def _how(item: ExplainedItem) -> str:
    return f"{item.name}: {item.because}" if item.because else item.result


def course(case: DebtorCase, language: str) -> Timeline:
    """What was sent, where the case is now, and what follows if nothing is paid."""
    view = case.view
    moments = []
    first = view.invoices[0]
    sent_on = date.fromisoformat(first["issued_on"])
    moments.append(Moment(_("The invoice"), sent_on))
    for notice in view.notices:
        if notice["state"] == "sent" and notice["sent_on"]:
            on = date.fromisoformat(notice["sent_on"])
            moments.append(Moment(letter_word(notice["kind"]), on))
    here = _("You are here")
    moments.append(Moment(here, case.today, state="now", sentences=_now(case)))
    following = _if_not_paid(case, language)
    if following is not None:
        moments.append(following)
    return Timeline(tuple(moments), "steps")


def _now(case: DebtorCase) -> tuple[str, ...]:
    if case.open_dispute or case.plan is not None:
        return ()
    if case.asked is not None and case.asked.by >= case.today:
        day = day_text(case.asked.by)
        return (_("Pay, or tell us what is wrong, by %(day)s.") % {"day": day},)
    return (_("Pay, or tell us what is wrong."),)


def _if_not_paid(case: DebtorCase, language: str) -> Moment | None:
    title = _("If we hear nothing")
    if case.coming is None:
        if case.held_by or case.view.next_on is None:
            return None
        return Moment(title, state="next", sentences=(next_sentence(case.view.next_what),))
    sentences = [case.next_sentence(language)]
    if case.coming.application_minor:
        cost = money_text(case.coming.application_minor, case.view.currency)
        sentences.append(
            _("Applying there costs %(cost)s, which can be added to the claim.") % {"cost": cost}
        )
    return Moment(title, state="next", sentences=tuple(sentences))


def progress(case: DebtorCase) -> Progress | None:
    """How far a plan has come."""
    if case.plan is None or case.plan.progress is None:
        return None
    count = len(case.plan.instalments)
    text = _("%(done)s of %(count)s parts paid") % {"done": case.plan.paid_count, "count": count}
    return Progress(_("Paid so far"), case.plan.paid_count, count, text)


def choices(case: DebtorCase) -> Choices:
    """The other ways on; what the case does not allow now is not offered."""
    number = case.key.number
    ways = []
    if case.may_split:
        ways.append(
            Choice("split", _("Split the sum"), _("A part each month, as much as you can bear."),
                   reverse("debtor_split", args=[number]))
        )  # fmt: skip
    if case.latest_deferral_on is not None:
        ways.append(
            Choice("clock", _("Pay later"),
                   _("Until %(day)s at the latest.") % {"day": day_text(case.latest_deferral_on)},
                   reverse("debtor_later", args=[number]))
        )  # fmt: skip
    if case.open_dispute is None:
        ways += [
            Choice("trouble", _("I disagree"), _("We pause the claim while we look into it."),
                   reverse("debtor_disagree", args=[number])),
            Choice("done", _("I have paid already"),
                   _("Show us when and how, with a receipt if you have one."),
                   reverse("debtor_paid", args=[number])),
        ]  # fmt: skip
    ways.append(Choice("talk", _("Ask us"), _contact(case), reverse("debtor_talk", args=[number])))
    return Choices(_("Choose what suits you"), tuple(ways))


def _contact(case: DebtorCase) -> str:
    if case.contact.phone:
        return _("Write here whenever you like, or call %(phone)s.") % {"phone": case.contact.phone}
    return _("Write here whenever you like.")


def ended(case: DebtorCase) -> Confirmation:
    """The case has ended: what that means, and where the receipts are."""
    creditor = case.view.creditor
    if case.view.merged_into:
        return Confirmation(
            _("This case goes on in another one"), _("Case number"), case.view.merged_into,
            _("What that means"), (_("Its claims are in one case now. Nothing is owed twice."),),
        )  # fmt: skip
    title = _("The case has ended")
    if case.view.closed_because == "paid":
        title = _("You are debt-free to %(creditor)s") % {"creditor": creditor}
    told = _("The case ended on %(day)s. We send nothing more on it.")
    if owes_nothing(case):
        told = _("The case ended on %(day)s. You owe nothing more on it.")
    return Confirmation(
        title, _("Case number"), case.key.number, _("What that means"),
        (
            told % {"day": day_text(case.view.closed_on)},
            *_kept(case),
        ),
        _receipts(case),
    )  # fmt: skip


def _receipts(case: DebtorCase) -> tuple[Action, ...]:
    """What can be kept of a case that has ended: the receipt where nothing is owed, the letters."""
    number = case.key.number
    letters = Action(_("Letters"), reverse("debtor_letters", args=[number]), "secondary")
    if not owes_nothing(case):
        return (letters,)
    return (Action(_("Save the receipt"), reverse("debtor_receipt", args=[number])), letters)


def _kept(case: DebtorCase) -> tuple[str, ...]:
    """Until when data of the case is kept, and on what ground."""
    days = case.kept_until()
    if days is None:
        return ()
    file_until, books_until = (day_text(day) for day in days)
    return (
        _("The file of the case is to be deleted after %(day)s at the latest.")
        % {"day": file_until},
        _("What the law on bookkeeping asks for, such as your payments, is kept through %(day)s.")
        % {"day": books_until},
    )


def payments(case: DebtorCase) -> ExplainedSum | None:
    """What was paid and when."""
    rows = tuple(
        SumRow(_("Paid on %(day)s") % {"day": day_text(one.booked_on)}, one.amount_minor)
        for one in case.view.payments
        if one.source == "payment"
    )
    if not rows:
        return None
    total = sum(row.amount_minor for row in rows)
    return ExplainedSum(_("Your payments"), rows, _("Total paid"), total, case.view.currency)
