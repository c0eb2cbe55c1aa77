"""What was seen of each case on each day of a life, and whether that is shown for the day later."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from kvitt.application.show_case import show_case
from tests.world.world import World

STANDING = """
select k.id, coalesce(array_agg(c.invoice_number order by c.invoice_number)
         filter (where c.id is not null), '{}') as invoices,
       coalesce(sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor), 0) as minor
from collection_case k
left join claim c on c.tenant_id = k.tenant_id and c.case_id = k.id
where k.tenant_id = %s group by k.id order by k.id
"""
MOST = 6
"""Days of cases that are looked at again in one life: where claims went on all, else these."""
Seen = tuple[tuple[str, ...], int]


class Days:
    """Each case as it stood in the evening: its invoices, and what was open in minor units."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seen: dict[int, dict[date, Seen]] = {}

    def look(self) -> None:
        """Keeps how the cases stand now; the last look of a day counts."""
        for row in self.world.rows(STANDING):
            of_case = self.seen.setdefault(row.id, {})
            of_case[self.world.day] = (tuple(row.invoices), int(row.minor))

    def differences(self) -> list[str]:
        """Where the page of a case shows another evening than was seen."""
        return [
            f"case {case_id} on {day} was {seen}, is shown as {shown}"
            for case_id, day, seen in self._chosen()
            if (shown := self._shown(case_id, day)) != seen
        ]

    def _shown(self, case_id: int, day: date) -> Seen:
        number = f"{self.world.tenant}-{case_id}"
        view = show_case(number, on=day, today=self.world.day)
        invoices = sorted(str(invoice["invoice_number"]) for invoice in view.invoices)
        return tuple(invoices), view.balance_minor

    def _chosen(self) -> Iterator[tuple[int, date, Seen]]:
        """The evenings around each change of claims, then of every case one where its sum was
        another than today."""
        left = MOST
        for case_id, days in self.seen.items():
            around = {
                day
                for before, after in pairwise(days)
                if days[before][0] != days[after][0]
                for day in (before, after)
            }
            left -= len(around)
            yield from ((case_id, day, days[day]) for day in sorted(around))
        for case_id, days in self.seen.items():
            last = list(days.values())[-1]
            other = [day for day in days if days[day] != last]
            if other and left > 0:
                left -= 1
                day = other[len(other) // 2]
                yield case_id, day, days[day]
