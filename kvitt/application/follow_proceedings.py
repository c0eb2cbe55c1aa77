"""Each night: what runs at an authority is looked at, and whoever must act is asked in time."""

from datetime import date

from kvitt.application.record_proceeding import DUE
from kvitt.application.take_back_drafts import RELEASE, TELL
from kvitt.kernel.sentence import Sentence
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
        told = Sentence(
            "{filing} at {authority}: {next_what}, by {next_on}",
            filing=row.reference,
            authority=row.authority,
            next_what=row.next_what,
            next_on=row.next_on,
        )
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
        told = {"minor": abs(minor), "authority": row.authority, "filing": row.reference}
        sentence = Sentence(
            "tell {authority} that {minor:money} of {filing} was paid or given up: kvitt "
            "enforcement tell {proceeding}"
            if minor > 0
            else "{minor:money} of what {authority} was told of {filing} was taken back: it asks "
            "for less than is owed",
            proceeding=row.id,
            **told,
        )
        ask(tenant_id, row.case_id, TELL, sentence, today=today, source_id=row.id)
        add_event(row.case_id, "less_than_filed", today=today, actor="night", proceeding=row.id,
                  amount_minor=minor)  # fmt: skip
    return len(asked)


def _covered(tenant_id: int, today: date) -> int:
    """Which left a pledge or an entry though their claims are covered."""
    found = [row for row in to_release(tenant_id, today=today) if not row.is_asked]
    for row in found:
        sentence = Sentence(
            "the claim is covered: release what {filing} left ({kinds}): kvitt "
            "enforcement tell {proceeding_id}",
            filing=row.reference,
            kinds=row.kinds,
            proceeding_id=row.proceeding_id,
        )
        ask(tenant_id, row.case_id, RELEASE, sentence, today=today, source_id=row.proceeding_id)
    return len(found)
