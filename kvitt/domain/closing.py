"""Closing: the reasons for which a case ends, and what each does to what is still open.

What remains is written off where the claim is given up; fees and interest that nobody has paid are
taken back where they should not have been asked for. A reason that leaves the claim alive leaves it
open in the books: what is paid later still pays it.

>>> allowed_reason("withdrawn", open_minor=1000_00, by="creditor").voids_charges
True
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from kvitt.kernel.refusal import Refusal

PEOPLE = frozenset({"creditor", "handler"})
HANDLER = frozenset({"handler"})


class ClosingReason(NamedTuple):
    """A reason to close a case with what it does; it is data, so that a page can list it."""

    code: str
    sentence: str
    """What the history says."""
    writes_off: bool
    """Whether what remains is written off."""
    voids_charges: bool
    """Whether unpaid fees and interest are taken back as not owed, before anything is written
    off."""
    by: frozenset[str] = PEOPLE
    """Who may close for this reason; empty: Kvitt alone."""
    needs_document: bool = False
    needs_nothing_open: bool = False
    """Whether at most the creditor's small balance may remain."""


def _by_code(*reasons: ClosingReason) -> Mapping[str, ClosingReason]:
    return MappingProxyType({reason.code: reason for reason in reasons})


REASONS = _by_code(
    ClosingReason("paid", "everything has been paid", True, False, needs_nothing_open=True),
    ClosingReason("settled", "a part was agreed as full payment", True, False),
    ClosingReason("withdrawn", "the creditor withdrew the claim", True, True),
    ClosingReason(
        "disputed_and_dropped", "the debtor objected and the claim was dropped", True, True
    ),
    ClosingReason("not_meaningful", "to go on is not worth while", False, False),
    ClosingReason(
        "deceased_without_assets",
        "the debtor has died and left nothing",
        True,
        False,
        by=HANDLER,
        needs_document=True,
    ),
    ClosingReason("limitation", "the claim is barred by limitation", True, True, by=HANDLER),
    ClosingReason("wrong_debtor", "somebody else owes the claim", True, True),
    ClosingReason("duplicate", "the same claim is followed on another case", True, True),
    ClosingReason("merged", "the claims went on to another case", False, False, by=frozenset()),
    ClosingReason("credited", "the invoice was credited", False, False, needs_nothing_open=True),
)
"""The reasons by code. ``not_meaningful`` and ``merged`` leave the claim alive."""

MOOT_TASKS = frozenset(
    {
        "answer_objection",
        "decide_legal_action",
        "decide_next_measure",
        "small_rest",
        "find_address",
        "find_identity",
        "call_debtor",
        "find_debtor",
        "came_back_late",
        "merge_review",
        "case_stopped",
        "looks_paid",
        "set_off_credit_note",
        "approve_settlement_offer",
        "settlement_offer_untold",
        "plan_untold",
        "limitation_near",
        "limitation_doubt",
        "approve_application",
        "file_application",
        "decide_lost_claim",
        "approve_write_off",
        "offer_plan",
        "interrupt_limitation",
        "take_up_again",
        "decide_write_off",
        "base_fee_year",
    }
)
"""Questions that a closed case no longer asks. Money to pay back and letters to correct stay."""


class UnknownReason(Refusal):
    """That is not a reason to close a case."""


class NotYoursToClose(Refusal):
    """Somebody else closes for that reason."""


class DocumentNeeded(Refusal):
    """The reason must be proved by a document."""


class StillOpen(Refusal):
    """Too much is open for that reason."""


class SmallBalanceUnclear(Refusal):
    """The creditor's agreement names a small balance that is no whole amount."""


def small_balance_of(agreement: Mapping[str, Any]) -> int:
    """The rest, in whole minor units, that the creditor gives up when a case has been paid.

    0 where the agreement does not say. Raises SmallBalanceUnclear.
    """
    told = agreement.get("small_balance_minor", 0)
    if isinstance(told, bool) or not isinstance(told, int) or told < 0:
        raise SmallBalanceUnclear(
            "the agreement's small_balance_minor is “{told}”: give a whole number of öre or øre",
            told=str(told),
        )
    return told


def allowed_reason(
    code: str, *, open_minor: int, by: str, document: str = "", small_balance_minor: int = 0
) -> ClosingReason:
    """The reason, where the case may be closed for it by that person.

    Raises UnknownReason, NotYoursToClose, DocumentNeeded and StillOpen.
    """
    reason = REASONS.get(code)
    if reason is None:
        raise UnknownReason(
            "“{reason}” is not a reason to close a case; it is one of {reasons}",
            reason=code,
            reasons=list(REASONS),
        )
    if by != "kvitt" and by not in reason.by:
        who = sorted(reason.by) or ["Kvitt itself, when it merges cases"]
        raise NotYoursToClose(
            "“{reason}” is closed by {who:or}, not by the {by}", reason=code, by=by, who=who
        )
    if reason.needs_document and not document.strip():
        raise DocumentNeeded("“{reason}” is proved by a document: name it", reason=code)
    most_minor = small_balance_minor if reason.writes_off else 0
    if reason.needs_nothing_open and open_minor > most_minor:
        raise StillOpen(
            "{open_minor:money} is still open, so the case is not “{reason}”: choose the reason "
            "for which the rest is given up",
            open_minor=open_minor,
            most_minor=most_minor,
            reason=code,
        )
    return reason
