"""Each night: what runs at an authority is looked at, and whoever must act is asked in time."""

from datetime import date

from kvitt.application.record_proceeding import DUE
from kvitt.application.take_back_drafts import RELEASE, TELL
from kvitt.kernel.money import as_decimal_text
from kvitt.store.attachments import to_release
from kvitt.store.authority_messages import less_than_filed
from kvitt.store.closing import add_event
from kvitt.store.disputes import ask
from kvitt.store.followed_proceedings import end_known, to_follow, unasked
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope


def follow_proceedings(tenant_id: int, *, today: date) -> int:
    """Asks about every proceeding whose day has come, of which less is owed now, or which left
    something to release; how many.

    A second run on the same day asks nothing again.
    """
    with tenant_scope(tenant_id):
        asked = _due(tenant_id, today) + _less(tenant_id, today) + _covered(tenant_id, today)
        if asked:
            close_tenant_history(tenant_id)
    return asked


def _due(tenant_id: int, today: date) -> int:
    """Whose day has come."""
    found = to_follow(tenant_id, today=today)
    for row in found:
        told = f"{row.reference} at {row.authority}: {row.next_what}, by {row.next_on}"
        owner = "creditor" if row.next_owner == "creditor" else "agency"
        ask(tenant_id, row.case_id, DUE, told, today=today, source_id=row.id, owner=owner)
        add_event(row.case_id, "proceeding_came_due", today=today, actor="night",
                  proceeding=row.id, what=row.next_what)  # fmt: skip
    return len(found)


def _less(tenant_id: int, today: date) -> int:
    """Of which the authority asks for another sum than is owed."""
    less = less_than_filed(tenant_id)
    sums = {number: sum(one.amount_minor for one in parts) for number, parts in less.items()}
    end_known(tenant_id, less=list(less), today=today)
    asked = unasked(tenant_id, [number for number, minor in sums.items() if minor], TELL)
    for row in asked:
        minor = sums[row.id]
        what, told = as_decimal_text(abs(minor)), f"kvitt enforcement tell {row.id}"
        if minor > 0:
            sentence = f"tell {row.authority} that {what} of {row.reference} was paid or given up: "
            sentence += told
        else:
            sentence = (
                f"{what} of what {row.authority} was told of {row.reference} was taken back: it "
                "asks for less than is owed"
            )
        ask(tenant_id, row.case_id, TELL, sentence, today=today, source_id=row.id)
        add_event(row.case_id, "less_than_filed", today=today, actor="night", proceeding=row.id,
                  amount_minor=minor)  # fmt: skip
    return len(asked)


def _covered(tenant_id: int, today: date) -> int:
    """Which left a pledge or an entry though their claims are covered."""
    found = [row for row in to_release(tenant_id, today=today) if not row.is_asked]
    for row in found:
        sentence = (
            f"the claim is covered: release what {row.reference} left ({row.kinds}): "
            f"kvitt enforcement tell {row.proceeding_id}"
        )
        ask(tenant_id, row.case_id, RELEASE, sentence, today=today, source_id=row.proceeding_id)
    return len(found)
