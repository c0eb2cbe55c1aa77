"""Stop buttons: nothing leaves for a creditor, by a channel, or at all, until somebody says go.

A stop counts from the next letter on, also in the middle of a run that sends: it is read in the
statement in which each dispatch begins. What is planned stays planned; a letter of the flow is
planned anew, with that day's sums, on the day on which it may leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor, all_creditors
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.shadows import tenants_in_shadow
from kvitt.store.stops import Stop, add_stop, end_stop, planned_by_creditor, standing_stops
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

CHANNELS = ("email", "letter")


class AlreadyStopped(Refusal):
    """That is stopped already: the sentence says since when, by whom and why."""


class NotStopped(Refusal):
    """There is no such stop."""


class ReasonMissing(Refusal):
    """A stop and its end have a reason and a person."""


class UnknownChannel(Refusal):
    """Nothing leaves by a channel of that name."""


@dataclass(frozen=True, slots=True)
class SendingState:
    """What is stopped, and how much waits."""

    stops: tuple[tuple[str, Stop], ...]
    """Whose sending (empty: everybody's), and the stop."""
    planned: dict[str, int]
    """Planned letters by creditor, where there are any."""
    shadows: tuple[str, ...]
    """Creditors in shadow mode."""

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "stops": [
                {"creditor": name or None, "channel": stop.channel, "because": stop.because,
                 "by": stop.stopped_by, "on": stop.stopped_on, "at": stop.stopped_at,
                 "sentence": stop.sentence}
                for name, stop in self.stops
            ],
            "planned": self.planned,
            "shadows": list(self.shadows),
        }  # fmt: skip


def stop_sending(
    creditor: Creditor | None, *, channel: str | None = None, because: str, by: str, today: date
) -> None:
    """Stops what leaves for the creditor, or for all of them where none is named.

    Raises AlreadyStopped, ReasonMissing and UnknownChannel.
    """
    _require_sense(channel, because, by)
    tenant_id = creditor.tenant_id if creditor else agency_tenant_id()
    with tenant_scope(tenant_id):
        if not add_stop(tenant_id, channel=channel, because=because, by=by, today=today):
            (stood,) = [one for one in standing_stops([tenant_id]) if one.channel == channel]
            raise AlreadyStopped(stood.sentence, channel=channel)
        add_event(None, "sending_stopped", today=today, actor=by, channel=channel, because=because)
        close_tenant_history(tenant_id)


def let_sending_go(
    creditor: Creditor | None, *, channel: str | None = None, because: str, by: str, today: date
) -> tuple[str, ...]:
    """Ends that stop; returns the sentences of others that still stop the same.

    Raises NotStopped, ReasonMissing and UnknownChannel.
    """
    _require_sense(channel, because, by)
    agency_id = agency_tenant_id()
    tenant_id = creditor.tenant_id if creditor else agency_id
    with tenant_scope(tenant_id, agency_id):
        if not end_stop(tenant_id, channel=channel, because=because, by=by, today=today):
            whose = creditor.name if creditor else Sentence("the whole house")
            raise NotStopped(
                "sending by {channel:code} is not stopped for {whose}"
                if channel
                else "sending is not stopped for {whose}",
                channel=channel,
                whose=whose,
            )
        left = tuple(stop.sentence for stop in standing_stops([agency_id, tenant_id]))
        with tenant_scope(tenant_id):
            add_event(None, "sending_let_go", today=today, actor=by, channel=channel,
                      because=because)  # fmt: skip
            close_tenant_history(tenant_id)
    return left


def sending_state() -> SendingState:
    """Every stop that stands, and how many planned letters wait, creditor by creditor."""
    agency_id = agency_tenant_id()
    names = {creditor.tenant_id: creditor.name for creditor in all_creditors()}
    with tenant_scope(agency_id, *names):
        stops = [
            (names.get(stop.tenant_id, ""), stop) for stop in standing_stops([agency_id, *names])
        ]
        planned = planned_by_creditor(list(names))
        shadows = tuple(names[one] for one in tenants_in_shadow(list(names)))
    return SendingState(tuple(stops), {names[tenant_id]: n for tenant_id, n in planned}, shadows)


def not_stopped(tenant_ids: Sequence[int]) -> list[int]:
    """Those of the creditors for whom something may leave now."""
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id, *creditor_tenant_ids(agency_id)):
        stops = standing_stops([agency_id, *tenant_ids])
    stopped = {stop.tenant_id for stop in stops if stop.channel is None}
    return [] if agency_id in stopped else [one for one in tenant_ids if one not in stopped]


def _require_sense(channel: str | None, because: str, by: str) -> None:
    if channel is not None and channel not in CHANNELS:
        raise UnknownChannel(
            "nothing leaves by “{channel}”; there is {channels}",
            channel=channel,
            channels=list(CHANNELS),
        )
    if not because.strip() or not by.strip():
        raise ReasonMissing("say why, and who says so: it goes to the history")
