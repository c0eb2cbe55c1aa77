"""Stop buttons: of the whole house, of one creditor, of one channel. The caller closes the history.

A stop of the whole house is the agency's row, so whoever asks sees the agency's rows beside the
creditor's own.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from kvitt.kernel.sentence import Sentence
from kvitt.store.session import execute, query, tenant_scope
from kvitt.store.tenants import agency_of

STANDING = """
select tenant_id, channel, because, stopped_by, stopped_on, stopped_at from sending_stop
where tenant_id = any (%(tenants)s) and ended_on is null
order by tenant_id, id
"""
ADD = """
insert into sending_stop (tenant_id, channel, because, stopped_by, stopped_on)
values (%(tenant)s, %(channel)s, %(because)s, %(by)s, %(today)s)
on conflict do nothing
"""
END = """
update sending_stop set ended_on = %(today)s, ended_by = %(by)s, ended_because = %(because)s
where tenant_id = %(tenant)s and channel is not distinct from %(channel)s and ended_on is null
"""


class Stop(NamedTuple):
    """A stop that stands; without a channel it stops them all."""

    tenant_id: int
    channel: str | None
    because: str
    stopped_by: str
    stopped_on: date
    stopped_at: datetime

    @property
    def sentence(self) -> Sentence:
        """What is stopped, since when, by whom and why."""
        return Sentence(
            "sending by {channel:code} is stopped since {on} by {by}: {because}"
            if self.channel
            else "sending is stopped since {on} by {by}: {because}",
            channel=self.channel,
            on=self.stopped_on,
            by=self.stopped_by,
            because=self.because,
        )


class Stopped(NamedTuple):
    """What may not leave for a creditor now, each with its sentence."""

    everything: str
    """Empty while some channel is open."""
    channels: Mapping[str, str]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every stop, one sentence each."""
        return (self.everything,) if self.everything else tuple(self.channels.values())

    def why(self, channel: str) -> str:
        """Why nothing leaves by that channel; empty where it may."""
        return self.everything or self.channels.get(channel, "")


def standing_stops(tenant_ids: Sequence[int]) -> list[Stop]:
    """The stops of these tenants that stand, inside their scope."""
    return [Stop._make(row) for row in query(STANDING, {"tenants": list(tenant_ids)})]


def what_is_stopped(tenant_id: int) -> Stopped:
    """What may not leave for the creditor now: by its own stops and by those of the house."""
    tenants = (tenant_id, agency_of(tenant_id))
    with tenant_scope(*tenants):
        stops = standing_stops(tenants)
    everything = next((stop.sentence for stop in stops if stop.channel is None), "")
    return Stopped(everything, {stop.channel: stop.sentence for stop in stops if stop.channel})


def add_stop(tenant_id: int, *, channel: str | None, because: str, by: str, today: date) -> int:
    """Stops the tenant's sending, or the channel; 0 where that is stopped already."""
    given = {"tenant": tenant_id, "channel": channel, "because": because, "by": by}
    return execute(ADD, given | {"today": today})


def end_stop(tenant_id: int, *, channel: str | None, because: str, by: str, today: date) -> int:
    """Ends that very stop; 0 where it does not stand."""
    given = {"tenant": tenant_id, "channel": channel, "because": because, "by": by}
    return execute(END, given | {"today": today})


def planned_by_creditor(tenant_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Planned letters by creditor, where there are any."""
    rows = query(
        "select tenant_id, count(*)::integer from notice"
        " where tenant_id = any (%s) and state = 'planned' group by tenant_id order by tenant_id",
        (list(tenant_ids),),
    )
    return [(row[0], row[1]) for row in rows]
