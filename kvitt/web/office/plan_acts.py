"""Acts on what was agreed: move an instalment, end the plan, withdraw an offer."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kvitt.application.case_view import CaseView
from kvitt.application.end_plan import end_plan
from kvitt.application.money_and_days import day_text, money_text
from kvitt.application.move_instalment import move_instalment
from kvitt.application.standing_on_case import offer_on_case, plan_on_case
from kvitt.application.withdraw_settlement_offer import withdraw_settlement_offer
from kvitt.store.creditors import own_creditor
from kvitt.web.office.acts import CaseAct, CaseForm, Deed
from kvitt.web.office.fields import BecauseField, DayField
from kvitt.web.office.time_acts import is_held_by

PLAN, OFFER = "plan", "settlement_offer"
"""The holds under which a case stands while a plan runs or an offer stands."""
APPROVAL = "approve_settlement_offer"


class MoveForm(CaseForm):
    """Which instalment, and to which day."""

    instalment = forms.TypedChoiceField(label=gettext_lazy("Instalment"), coerce=int)
    to = DayField(
        gettext_lazy("New day"),
        help_text=gettext_lazy("Before the next instalment; the day agreed first is kept."),
    )
    because = BecauseField()

    def offer(self, case: CaseView) -> None:
        """The instalments of the plan that runs."""
        plan = plan_on_case(own_creditor(case.tenant_id), case.case_id)
        self.fields["instalment"].choices = [
            (number, f"{number} · {day_text(due_on)} · {money_text(minor, case.currency)}")
            for number, due_on, minor in plan.instalments
        ]


class EndPlanForm(CaseForm):
    """Why the plan ends, and when the case goes on."""

    resumes = DayField(
        gettext_lazy("The case goes on from"), required=False,
        help_text=gettext_lazy("Without a day: tomorrow."),
    )  # fmt: skip
    because = BecauseField()


class WithdrawForm(CaseForm):
    """Why the offer ends."""

    declined = forms.BooleanField(
        label=gettext_lazy("The debtor does not take it"), required=False,
        help_text=gettext_lazy("Only then does an offer end that the debtor has been told of."),
    )  # fmt: skip
    because = BecauseField()


def _move(deed: Deed) -> str:
    given = deed.given
    plan = plan_on_case(deed.creditor, deed.case_id)
    moved = move_instalment(
        deed.creditor, plan.plan_id, given["instalment"], to=given["to"],
        because=given["because"], **deed.who,
    )  # fmt: skip
    told = _("Instalment %(number)s is to be paid by %(day)s.")
    return told % {"number": moved.number, "day": day_text(moved.due_on)}


def _end(deed: Deed) -> str:
    plan = plan_on_case(deed.creditor, deed.case_id)
    goes_on = end_plan(
        deed.creditor, plan.plan_id, because=deed.given["because"],
        resumes_on=deed.given["resumes"], **deed.who,
    )  # fmt: skip
    return _("The plan is ended; the case goes on from %(day)s.") % {"day": day_text(goes_on)}


def _withdraw(deed: Deed) -> str:
    offer_id = offer_on_case(deed.creditor, deed.case_id)
    withdraw_settlement_offer(
        deed.creditor, offer_id, because=deed.given["because"], declined=deed.given["declined"],
        **deed.who,
    )  # fmt: skip
    return _("The offer is withdrawn; the case goes on from tomorrow.")


def _has_offer(case: CaseView) -> bool:
    """An offer that waits for its second person holds nothing yet."""
    return case.closed_on is None and (
        is_held_by(OFFER, case) or any(one["kind"] == APPROVAL for one in case.tasks)
    )


ACTS = (
    CaseAct("move-instalment", gettext_noop("Move an instalment"), MoveForm, _move,
            icon="calendar", may=lambda case: is_held_by(PLAN, case)),
    CaseAct("end-plan", gettext_noop("End the plan"), EndPlanForm, _end, icon="again",
            may=lambda case: is_held_by(PLAN, case),
            sure=gettext_noop(
                "The plan's letters that have not left leave no more, and the case goes on as "
                "before the plan.")),
    CaseAct("withdraw-offer", gettext_noop("Withdraw the offer"), WithdrawForm, _withdraw,
            icon="again", may=_has_offer,
            sure=gettext_noop("Its letter does not leave, and the case goes on from tomorrow.")),
)  # fmt: skip
