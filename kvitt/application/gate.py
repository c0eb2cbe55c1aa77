"""The one gate for a single act: asked before a letter, message, call or application is prepared.

Letters of the night pass the same rules in sets: in the facts, when they are prepared, and once
more just before they leave.
"""

from datetime import date

from kvitt.domain.holds import Act, blocked, without_shadow
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.store.holds import holds_of
from kvitt.store.session import tenant_scope


class HeldBack(Refusal):
    """A hold stops the act; the sentence names it, ``until`` its last day where it has one."""


def require_passage(
    creditor: Creditor, case_id: int, act: Act, *, on: date, only_planned: bool = False
) -> None:
    """Lets the act pass on that day, or raises HeldBack with the hold and its statute.

    In shadow mode agreements are made as ever, so a letter that is ``only_planned`` passes then:
    when it would leave it is withdrawn, and the history says why.
    """
    with tenant_scope(creditor.tenant_id):
        held = holds_of(creditor.tenant_id, case_id)
    held = without_shadow(held) if only_planned else held
    block = blocked(act, held, on, country=creditor.country)
    if block is not None:
        until = block.until.isoformat() if block.until else None
        raise HeldBack(block.sentence, reference=block.reference, hold=block.kind, until=until)
