"""A payment that the bank takes back is undone: its items open again and its case re-opens.

No fee is charged for the days between, and what the payment had covered bears no interest for them.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from kvitt.application.place_payments import Line
from kvitt.application.return_kept import return_kept
from kvitt.domain.account import CaseAccount
from kvitt.domain.allocation import kind_of
from kvitt.domain.receipt import take_back
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook, law_book
from kvitt.store.bank_files import end_question, set_outcome
from kvitt.store.closing import add_event, void_fees_of_withdrawn, wake_cases, withdraw_planned
from kvitt.store.creditors import creditor_of
from kvitt.store.history_of_many import set_history_aside
from kvitt.store.payments import (
    Staged,
    apply_payments,
    case_accounts,
    ids_of,
    lock_cases,
    merged_cases,
)
from kvitt.store.reversals import (
    Divided,
    Original,
    Standing,
    divided,
    originals,
    reopen_paid,
    standing_payments,
)
from kvitt.store.session import tenant_scope

TAKEN_BACK = "the bank took a payment back"
NEVER_LEFT = Sentence("its letter was called back before it left")
NO_INTEREST = Sentence("no interest and no fee for the days on which the payment had covered it")


REVERSED = "payment_reversed"


class Undoing(NamedTuple):
    """A payment that is taken back, on which day, and why."""

    payment_id: int
    case_id: int
    booked_on: date
    line_id: int | None = None
    """The bank line that takes it back, or of which it was no payment."""
    reference: str | None = None
    because: str = TAKEN_BACK
    event: str = REVERSED


@dataclass(slots=True)
class Undone:
    """What the reversals of a file did."""

    count: int = 0
    reopened: int = 0


def reverse_payments(
    agency_id: int,
    reversals: Sequence[Line],
    lines: Sequence[Line],
    *,
    today: date,
    actor: str,
) -> Undone:
    """Undoes the payments that the reversals name by reference and amount, the latest first.

    A reversal without such a payment waits for a person. ``lines`` are all lines of the file: a
    payment may be taken back in the file that brought it.
    """
    done = Undone()
    if not reversals:
        return done
    work: dict[int, list[tuple[Line, Standing]]] = defaultdict(list)
    for line, original, payments in _pairs(agency_id, reversals, lines):
        done.count += 1
        if original.outcome == "unmatched":
            _return(agency_id, line, original, lines, today, actor)
            continue
        line.creditor_id = payments[0].tenant_id
        for payment in payments:
            work[payment.tenant_id].append((line, payment))
    for tenant_id, pairs in sorted(work.items()):
        with tenant_scope(tenant_id):
            undoings = [
                Undoing(payment.payment_id, payment.case_id, line.payment.booked_on, line.id,
                        line.reference)
                for line, payment in pairs
            ]  # fmt: skip
            done.reopened += undo_payments(
                tenant_id, undoings, today=today, actor=actor, source="client_bank",
                booking="reversal",
            )  # fmt: skip
            set_history_aside(tenant_id)
    return done


def _pairs(
    agency_id: int, reversals: Sequence[Line], lines: Sequence[Line]
) -> Iterator[tuple[Line, Original, list[Standing]]]:
    """Each reversal with the line it takes back; no line is taken back twice."""
    stored = originals(agency_id)
    own = _own_originals(lines)
    known = {no: found + own.get(_key(lines[no]), []) for no, found in stored.items()}
    for line in reversals:
        known.setdefault(line.no, own.get(_key(line), []))
    ids = {original.line_id for found in known.values() for original in found}
    standing = standing_payments(sorted(ids))
    taken: set[int] = set()
    for line in reversals:
        for original in sorted(known[line.no], reverse=True):
            payments = standing.get(original.line_id, [])
            fits = original.booked_on <= line.payment.booked_on and original.line_id not in taken
            if fits and (payments or original.outcome == "unmatched"):
                taken.add(original.line_id)
                yield line, original, payments
                break
        else:
            line.outcome = "unmatched"
            line.because = Sentence("takes back a payment that is not known: a person decides")


def _key(line: Line) -> tuple[str, str, str | None, int]:
    payment = line.payment
    return payment.account, payment.currency, line.reference, abs(payment.amount_minor)


def _own_originals(
    lines: Iterable[Line],
) -> Mapping[tuple[str, str, str | None, int], list[Original]]:
    found = defaultdict(list)
    for line in lines:
        if (
            line.reference
            and not line.payment.is_reversal
            and line.outcome in ("booked", "unmatched")
        ):
            found[_key(line)].append(Original(line.payment.booked_on, line.id, line.outcome))
    return found


def _return(
    agency_id: int, line: Line, original: Original, lines: Sequence[Line], today: date, actor: str
) -> None:
    """Money that still waited for its case goes back: the two lines settle each other."""
    line.outcome, line.because = (
        "returned",
        Sentence("takes back bank line {line_id}", line_id=original.line_id),
    )
    told = Sentence("was taken back by bank line {line}", line=line.id)
    for other in lines:
        if other.id == original.line_id:
            other.outcome, other.because = "returned", told
            return
    set_outcome(agency_id, original.line_id, "returned", creditor_id=None, because=told)
    end_question(agency_id, original.line_id, done_by=actor, outcome="returned", today=today)


def undo_payments(
    tenant_id: int, undoings: Sequence[Undoing], *, today: date, actor: str, source: str,
    booking: str,
) -> int:  # fmt: skip
    """Undoes a creditor's payments, inside its scope; returns how many cases open again.

    Claims may have gone on to other cases since: what was paid on them opens there. The caller
    closes the history.
    """
    of = {undoing.payment_id: undoing for undoing in undoings}
    merged_cases(tenant_id, {undoing.case_id for undoing in undoings})
    days = {
        case_id: of[part.payment_id].booked_on
        for part in divided(tenant_id, list(of))
        for case_id in (part.case_id, part.payment_case_id)
    }
    lock_cases(tenant_id, days)
    withdraw_planned(tenant_id, list(days), because=undoings[0].because, today=today, actor=actor)
    accounts = case_accounts(tenant_id)
    staged, reopened = Staged(), set[int]()
    new_payment = ids_of("payment_id_seq", len(undoings))
    new_item = ids_of("claim_item_id_seq", len(undoings))
    claims: dict[int, set[int]] = defaultdict(set)
    own: set[int] = set()
    for payment_id, rows in groupby(divided(tenant_id, list(of)), key=lambda d: d.payment_id):
        parts = list(rows)
        own.add(parts[0].payment_case_id)
        for part in parts:
            claims[part.case_id] |= {part.claim_id} if part.claim_id else set()
            if part.is_closed and part.closed_because == "paid":
                reopened.add(part.case_id)
        _stage_reversal(staged, of[payment_id], parts, new_payment(), reopened)
    creditor = creditor_of(tenant_id)
    law = law_book(creditor.country)
    for case_id, claim_ids in claims.items():
        account = accounts.get(case_id)
        if account is not None:
            _restore(staged, account, claim_ids, days[case_id], law, new_item)
    apply_payments(tenant_id, staged, today=today, actor=actor, source=source, booking=booking)
    return_kept(creditor, staged.allocations, today=today, actor=actor)
    void_fees_of_withdrawn(tenant_id, list(claims), because=NEVER_LEFT, today=today, actor=actor)
    _reopen_others(tenant_id, set(claims) - own, today, actor)
    return len(reopened)


def _restore(
    staged: Staged, account: CaseAccount, claim_ids: set[int], on: date, law: LawBook,
    new_item: Callable[[], int],
) -> None:  # fmt: skip
    restored = take_back(account, claim_ids, on, law=law, new_id=new_item)
    staged.stands += restored.stands
    staged.items += [
        (item_id, c.claim_id, account.case_id, c.amount_minor, c.from_, c.until, c.rate_bp,
         c.base_minor, json.dumps(c.because.as_json()))
        for item_id, c in restored.interest
    ]  # fmt: skip


def _reopen_others(tenant_id: int, case_ids: Collection[int], today: date, actor: str) -> None:
    """Cases beside the payment's own, on which claims are followed that it had paid."""
    if not case_ids:
        return
    ids = sorted(case_ids)
    for case_id in reopen_paid(tenant_id, ids, today=today):
        add_event(case_id, "case_reopened", today=today, actor=actor, because="payment_reversed")
    wake_cases(tenant_id, ids, today=today)


def _stage_reversal(
    staged: Staged, undoing: Undoing, parts: Sequence[Divided], payment_id: int, reopened: set[int]
) -> None:
    back = {"principal": 0, "interest": 0, "cost": 0}
    first = parts[0]
    own = first.payment_case_id
    for part in parts:
        kind = kind_of(part.kind) if part.kind else None
        if kind:
            back[kind] -= part.amount_minor
        staged.allocations.append(
            (payment_id, part.item_id, part.case_id, part.claim_id, kind, -part.amount_minor,
             undoing.booked_on, part.owed_to)
        )  # fmt: skip
    because = json.dumps(
        {"because": undoing.because, "between": NO_INTEREST}
        | ({"why": undoing.because} if undoing.event != REVERSED else {})
    )
    staged.payments.append(
        (payment_id, own, undoing.line_id, -first.payment_minor, undoing.booked_on,
         undoing.reference, first.payment_id, because, back["principal"], back["interest"],
         back["cost"], 0, undoing.event, False, own in reopened, 0, first.manner,
         first.distribution_id, -first.kept_minor)
    )  # fmt: skip
    closed = {p.case_id: p.closed_because for p in parts if p.is_closed}
    for case_id, closed_because in closed.items():
        if case_id in reopened:
            continue
        sentence = Sentence(
            "a payment was taken back on a case closed as “{closed_because}”: look at it",
            closed_because=closed_because,
        )
        given = json.dumps({"payment": payment_id, "amount_minor": -first.payment_minor})
        staged.questions.append(
            (case_id, "reversed_on_closed_case", sentence, given, payment_id, False)
        )
