"""Each night: what runs at an authority is looked at, and whoever must act is asked in time."""

from datetime import date

from kvitt.application.record_proceeding import DUE
from kvitt.application.take_back_drafts import TELL
from kvitt.kernel.money import as_decimal_text
from kvitt.store.closing import add_event
from kvitt.store.disputes import ask
from kvitt.store.payments import close_tenant_history
from kvitt.store.proceedings import to_follow
from kvitt.store.session import tenant_scope


def follow_proceedings(tenant_id: int, *, today: date) -> int:
    """Asks about every proceeding whose day has come or of which less is owed now; how many.

    A second run on the same day asks nothing again.
    """
    asked = 0
    with tenant_scope(tenant_id):
        for row in to_follow(tenant_id, today=today):
            if row.is_due:
                told = f"{row.reference} at {row.authority}: {row.next_what}, by {row.next_on}"
                owner = "creditor" if row.next_owner == "creditor" else "agency"
                ask(tenant_id, row.case_id, DUE, told, today=today, source_id=row.id, owner=owner)
                add_event(row.case_id, "proceeding_came_due", today=today, actor="night",
                          proceeding=row.id, what=row.next_what)  # fmt: skip
                asked += 1
            if row.less_minor > 0:
                less = as_decimal_text(row.less_minor)
                told = (
                    f"tell {row.authority} that {less} of {row.reference} was paid or given up, "
                    "and record it as reduced"
                )
                ask(tenant_id, row.case_id, TELL, told, today=today, source_id=row.id)
                add_event(row.case_id, "less_than_filed", today=today, actor="night",
                          proceeding=row.id, amount_minor=row.less_minor)  # fmt: skip
                asked += 1
        if asked:
            close_tenant_history(tenant_id)
    return asked
