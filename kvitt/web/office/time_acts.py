"""Acts that give time or take it back: hold, release, defer, a payment that is on its way."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kvitt.application.announce_payment import announce_payment
from kvitt.application.case_view import CaseView
from kvitt.application.case_words import HOLDS, word
from kvitt.application.defer_case import defer_case
from kvitt.application.money_and_days import day_text
from kvitt.application.place_hold import place_hold, release_hold
from kvitt.application.start_monitoring import end_monitoring, start_monitoring
from kvitt.application.suspect_objection import let_go_on
from kvitt.domain.holds import KINDS
from kvitt.web.office.acts import CaseAct, CaseForm, Deed
from kvitt.web.office.fields import BecauseField, DayField, PickField
from kvitt.web.office.words import HOLD_KINDS, HOLD_REASONS, INTEREST, MONITORING_REASONS

SUSPECTED, MONITORED = "possible_objection", "monitoring"


def releasable(case: CaseView) -> list[str]:
    """The holds of the case that a person may release."""
    held = {hold["kind"] for hold in case.holds}
    return sorted(kind for kind in held if kind in KINDS and not KINDS[kind].ends_with)


def is_held_by(kind: str, case: CaseView) -> bool:
    """Whether the case stands under such a hold."""
    return any(hold["kind"] == kind for hold in case.holds)


class HoldForm(CaseForm):
    """Why the case is held, and until when."""

    kind = PickField(gettext_lazy("Why"), HOLD_KINDS)
    until = DayField(
        gettext_lazy("Last day"), required=False,
        help_text=gettext_lazy("Without a day a person ends it."),
    )  # fmt: skip
    reason_code = PickField(gettext_lazy("For counting"), HOLD_REASONS)
    because = BecauseField()


class ReleaseForm(CaseForm):
    """Which hold ends."""

    kind = PickField(gettext_lazy("Which hold ends"), HOLDS)
    because = BecauseField()

    def offer(self, case: CaseView) -> None:
        """The holds that stand."""
        self.fields["kind"].choices = [(kind, word(HOLDS, kind)) for kind in releasable(case)]


class DeferForm(CaseForm):
    """The new day to pay."""

    until = DayField(gettext_lazy("New day to pay"))
    interest = PickField(gettext_lazy("Meanwhile"), INTEREST)
    reason_code = PickField(gettext_lazy("For counting"), HOLD_REASONS)
    because = BecauseField()
    override = BecauseField(
        gettext_lazy("Beyond the creditor's limits, because"), required=False,
        help_text=gettext_lazy("Only where the limits are set aside this once."),
    )  # fmt: skip


class AnnouncedForm(CaseForm):
    """What the debtor said."""

    because = BecauseField(gettext_lazy("What the debtor said"), required=False)


class BecauseForm(CaseForm):
    """A reason alone."""

    because = BecauseField()


class MonitorForm(CaseForm):
    """Why the case is followed from time to time."""

    reason = PickField(gettext_lazy("Reason"), MONITORING_REASONS)
    because = BecauseField()


def _hold(deed: Deed) -> str:
    given = deed.given
    place_hold(
        deed.creditor, deed.case_id, kind=given["kind"], because=given["because"],
        until_on=given["until"], reason_code=given["reason_code"], **deed.who,
    )  # fmt: skip
    return _("The case stands still.")


def _release(deed: Deed) -> str:
    kind, because = deed.given["kind"], deed.given["because"]
    release_hold(deed.creditor, deed.case_id, kind=kind, because=because, **deed.who)
    return _("The case goes on.")


def _defer(deed: Deed) -> str:
    given = deed.given
    done = defer_case(
        deed.creditor, deed.case_id, until=given["until"], because=given["because"],
        interest=given["interest"], override_because=given["override"],
        reason_code=given["reason_code"], **deed.who,
    )  # fmt: skip
    return _("The debtor has time until %(day)s and is told so.") % {"day": day_text(done.until_on)}


def _announced(deed: Deed) -> str:
    until = announce_payment(deed.creditor, deed.case_id, because=deed.given["because"], **deed.who)
    return _("Nothing is sent until the bank has told of %(day)s.") % {"day": day_text(until)}


def _go_on(deed: Deed) -> str:
    let_go_on(deed.creditor.tenant_id, deed.case_id, because=deed.given["because"], **deed.who)
    return _("The case goes on: the message was no objection.")


def _monitor(deed: Deed) -> str:
    given = deed.given
    start_monitoring(
        deed.creditor, deed.case_id, reason=given["reason"], because=given["because"], **deed.who
    )
    return _("The case is followed from time to time.")


def _end_monitoring(deed: Deed) -> str:
    end_monitoring(deed.creditor, deed.case_id, because=deed.given["because"], **deed.who)
    return _("The case is no longer followed from time to time.")


ACTS = (
    CaseAct("announce-payment", gettext_noop("Payment announced"), AnnouncedForm, _announced,
            hint=gettext_noop("The debtor says that a payment is on its way."), icon="money"),
    CaseAct("defer", gettext_noop("Give time"), DeferForm, _defer, icon="clock",
            sure=gettext_noop("The debtor gets a letter that says until when nothing happens.")),
    CaseAct("hold", gettext_noop("Hold the case"), HoldForm, _hold, icon="pause"),
    CaseAct("release", gettext_noop("Let the case go on"), ReleaseForm, _release, icon="again",
            may=lambda case: case.closed_on is None and bool(releasable(case))),
    CaseAct("no-objection", gettext_noop("It was no objection"), BecauseForm, _go_on,
            hint=gettext_noop("You have read the message that looks like an objection."),
            icon="again", may=lambda case: is_held_by(SUSPECTED, case)),
    CaseAct("monitor", gettext_noop("Follow from time to time"), MonitorForm, _monitor,
            icon="clock",
            may=lambda case: case.closed_on is None and not is_held_by(MONITORED, case)),
    CaseAct("end-monitoring", gettext_noop("Follow no more"), BecauseForm, _end_monitoring,
            icon="again", may=lambda case: is_held_by(MONITORED, case)),
)  # fmt: skip
