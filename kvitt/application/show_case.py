"""Showing a case: its explained sum, what happened, what comes next; now or as on a day."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from kvitt.application.case_on_a_day import CaseThen, ItemThen, case_then
from kvitt.application.case_view import CaseView, ShownEvent, ShownItem, ShownPayment, plain
from kvitt.application.case_wording import event_sentence, item_sentence
from kvitt.application.case_words import event_word
from kvitt.application.course_on_a_day import ENTRY_COLUMNS, PROCEEDING_COLUMNS, TITLE_COLUMNS
from kvitt.domain.charging import interest_charges
from kvitt.domain.course import coming_of
from kvitt.domain.decide import LOOK_AGAIN_DAYS, decide, stage_of
from kvitt.domain.flow import flow
from kvitt.domain.task_clock import owner_of
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook, LawNotKnown, law_book
from kvitt.store.cases import CaseKey, cases_called
from kvitt.store.explaining import CaseRows, case_rows
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

MOST_NAMED = 10
CLOSED_NEXT = "nothing: the case is closed"
HOLD_COLUMNS = ("kind", "from_on", "until_on", "reason", "placed_by")
TASK_COLUMNS = ("id", "kind", "raised_on", "sentence")
INVOICE_COLUMNS = (
    "invoice_number", "issued_on", "invoice_due_on", "due_on", "principal_minor",
    "payment_reference", "text", "fees_agreed",
)  # fmt: skip
NOTICE_COLUMNS = (
    "id", "step", "kind", "planned_on", "state", "channel", "sent_on", "deadline_on",
    "confirmed_on", "withdrawn_because", "principal_minor", "interest_minor", "cost_minor",
)  # fmt: skip
LETTER_COLUMNS = (
    "id", "kind", "name", "media_type", "made_on", "notice_id", "attempt", "channel", "state",
    "sentence",
)  # fmt: skip


class CaseNotFound(Refusal):
    """No case of this agency has that case number, invoice number or payment reference."""


class CaseAmbiguous(Refusal):
    """Several cases have that invoice number or payment reference."""


class CaseNotOpened(Refusal):
    """The case did not exist on that day."""


def show_case(reference: str, *, on: date | None = None, today: date) -> CaseView:
    """The case by its number (``2-1043``), an invoice number or a payment reference.

    With ``on`` as it stood at the end of that day: its items, letters, payments and holds are
    replayed by their days, and what came next is decided anew from them. Interest that is not
    booked yet runs through ``on``, or through ``today``. Raises CaseNotFound, CaseAmbiguous and
    CaseNotOpened.
    """
    tenant_ids = creditor_tenant_ids(agency_tenant_id())
    with tenant_scope(*tenant_ids):
        key = _only_case(reference, cases_called(reference, tenant_ids), tenant_ids)
        rows = case_rows(key.tenant_id, key.case_id, on=on)
    if rows is None:
        raise no_such_case(reference)
    # Invoices may be registered later than the days on which they are then followed.
    if on is not None and on < rows.begun_on:
        raise CaseNotOpened(
            "case {case} began on {begun_on}: choose that day or later",
            case=key.number,
            begun_on=rows.begun_on,
        )
    return _view(key, rows, day=on or today, today=today, as_stored=on is None)


def shown_case(key: CaseKey, rows: CaseRows, *, today: date) -> CaseView:
    """The case of that key as it stands today, from its rows."""
    return _view(key, rows, day=today, today=today, as_stored=True)


def _only_case(reference: str, found: list[CaseKey], tenant_ids: list[int]) -> CaseKey:
    if not found:
        raise no_such_case(reference)
    if len(found) > 1:
        shown = ", ".join(key.number for key in found[:MOST_NAMED])
        more = Sentence(" and more") if len(found) > MOST_NAMED else ""
        raise CaseAmbiguous(
            "“{called}” names several cases: choose one of {shown}{more}",
            cases=[key.number for key in found],
            called=reference,
            shown=shown,
            more=more,
        )
    return found[0]


def no_such_case(reference: str) -> CaseNotFound:
    """The refusal of what no case of the agency is called."""
    return CaseNotFound(
        "no case is called “{called}”: give a case number such as 2-1043, an invoice number or a "
        "payment reference",
        called=reference,
    )


def _view(key: CaseKey, rows: CaseRows, *, day: date, today: date, as_stored: bool) -> CaseView:
    case = rows.case
    book = law_book(case.country)
    then = case_then(rows, book, day=day, as_stored=as_stored)
    stage, coming = _stage_and_next(rows, then, book, day, today)
    accrued_minor, unknown = _accrued(then, book, day)
    items = [_shown_item(item, rows) for item in then.items]
    return CaseView(
        number=key.number, tenant_id=key.tenant_id, case_id=key.case_id, on=day, stage=stage,
        creditor=case.creditor_name, debtor=case.debtor_name, debtor_kind=case.debtor_kind,
        country=case.country, currency=case.currency, flow=case.flow,
        pay_to_scheme=case.pay_to_scheme, pay_to_number=case.pay_to_number,
        opened_on=case.opened_on, closed_on=then.closed_on,
        closed_because=then.ending.because if then.ending else None,
        invoices=tuple(_invoice(claim) for claim in rows.claims),
        items=tuple(item for item in items if item.voided_on is None),
        voided_items=tuple(item for item in items if item.voided_on is not None),
        balance_minor=then.facts.open_minor,
        interest_accrued_minor=accrued_minor, interest_unknown_because=unknown,
        next_what=coming.what, next_on=coming.on, next_owner=coming.owner,
        holds=tuple(plain(hold, *HOLD_COLUMNS) for hold in then.holds),
        notices=_notices(rows, then, day, as_stored), letters=_letters(rows, day, as_stored),
        payments=_payments(rows, day, as_stored), tasks=_tasks(rows, day, as_stored),
        history=_history(rows, day, as_stored), facts=then.facts,
        proceedings=tuple(
            plain(one, *PROCEEDING_COLUMNS) for one in rows.proceedings if one.drafted_on <= day
        ),
        attachments=tuple(
            plain(one, *ENTRY_COLUMNS) for one in rows.entries if one.recorded_on <= day
        ),
        titles=tuple(plain(one, *TITLE_COLUMNS) for one in rows.titles if one.recorded_on <= day),
        debtor_language=case.debtor_language,
        merged_into=then.ending.merged_into if then.ending else None,
    )  # fmt: skip


class _Coming(NamedTuple):
    """What comes next, when, and whose move it is."""

    what: str
    on: date | None = None
    owner: str | None = None


def _stage_and_next(
    rows: CaseRows, then: CaseThen, book: LawBook, day: date, today: date
) -> tuple[str, "_Coming"]:
    """The stage and what comes next: as stored, or for a past day decided as it was known."""
    if then.closed_on is not None or not then.facts.claims:  # its claims stand elsewhere now
        return "closed", _Coming(CLOSED_NEXT)
    steps = flow(rows.case.flow)
    stage = stage_of(then.facts, steps, day)
    running = then.facts.course.proceeding
    if running is not None:
        return stage, _Coming(*coming_of(running, day))
    if day >= today and rows.case.next_on is not None:
        return stage, _Coming(rows.case.next_what, rows.case.next_on, rows.case.next_owner)
    try:
        decision = decide(then.facts, day, book, steps)
    except LawNotKnown as no:
        return stage, _Coming(no.sentence, None, owner_of("case_stopped"))
    asked = [task.raised_on for task in _open_tasks(rows, day) if task.kind == decision.task]
    if asked and decision.next_on is not None:
        rounds = (day - asked[0]).days // LOOK_AGAIN_DAYS + 1
        again_on = asked[0] + timedelta(days=rounds * LOOK_AGAIN_DAYS)
        return stage, _Coming(decision.next_what, again_on, decision.owner)
    return stage, _Coming(decision.next_what, decision.next_on, decision.owner)


def _accrued(then: CaseThen, book: LawBook, day: date) -> tuple[int | None, str | None]:
    """Interest through the day that is not booked, or why nobody can know it."""
    if then.closed_on is not None:
        return 0, None
    try:
        kind = then.facts.debtor_kind
        charges = [interest_charges(claim, day, book, kind)[0] for claim in then.facts.claims]
    except LawNotKnown as no:
        return None, str(no)
    return sum(charge.amount_minor for claim in charges for charge in claim), None


def _shown_item(item: ItemThen, rows: CaseRows) -> ShownItem:
    row = item.row
    claim = next(claim for claim in rows.claims if claim.id == row.claim_id)
    return ShownItem(
        row.kind, row.invoice_number, row.amount_minor, item.open_minor,
        item_sentence(row, claim, country=rows.case.country, currency=rows.case.currency),
        str(row.because.get("reference", "")), row.dated_on, row.from_on, row.until_on, row.rate_bp,
        row.base_minor, item.voided_on, row.id,
    )  # fmt: skip


def _invoice(claim: Any) -> dict[str, Any]:
    return plain(claim, *INVOICE_COLUMNS)


def _notices(
    rows: CaseRows, then: CaseThen, day: date, as_stored: bool
) -> tuple[dict[str, Any], ...]:
    stood = {notice.notice_id: notice for notice in then.facts.notices}
    shown = []
    for notice in rows.notices:
        if not as_stored and notice.planned_on > day and notice.id not in stood:
            continue
        told = plain(notice, *NOTICE_COLUMNS)
        if notice.id in stood and not as_stored:
            told |= plain(stood[notice.id], "state", "planned_on", "sent_on", "deadline_on")
        if told["state"] != "sent":
            told["sent_on"] = told["deadline_on"] = None
        shown.append(told)
    return tuple(shown)


def _letters(rows: CaseRows, day: date, as_stored: bool) -> tuple[dict[str, Any], ...]:
    return tuple(
        plain(letter, *LETTER_COLUMNS)
        for letter in rows.letters
        if as_stored or letter.made_on <= day
    )


def _history(rows: CaseRows, day: date, as_stored: bool) -> tuple[ShownEvent, ...]:
    currency = rows.case.currency
    return tuple(
        ShownEvent(
            event.id, event.on_day, event.kind, event.actor,
            event_word(event.kind), event_sentence(event.kind, event.given, currency), event.given,
        )
        for event in rows.history
        if as_stored or event.on_day <= day
    )  # fmt: skip


def _tasks(rows: CaseRows, day: date, as_stored: bool) -> tuple[dict[str, Any], ...]:
    """The tasks that were open at the end of the day."""
    then = [t for t in rows.tasks if t.done_on is None] if as_stored else _open_tasks(rows, day)
    return tuple(plain(task, *TASK_COLUMNS) for task in then)


def _open_tasks(rows: CaseRows, day: date) -> list[Any]:
    return [
        task
        for task in rows.tasks
        if task.raised_on <= day and (task.done_on is None or task.done_on > day)
    ]


def _payments(rows: CaseRows, day: date, as_stored: bool) -> tuple[ShownPayment, ...]:
    kinds = {item.id: item.kind for item in rows.items}
    grouped: dict[tuple[str, int], list[Any]] = {}
    made: list[ShownPayment] = []
    for row in rows.payments:
        if as_stored or (row.allocated_on or row.booked_on) <= day:
            grouped.setdefault((row.source, row.id), []).append(row)
    for same in grouped.values():
        made.append(_payment(same, kinds))
    return tuple(made)


def _payment(same: list[Any], kinds: dict[int, str]) -> ShownPayment:
    """One payment from its rows, one an allocation; an item's kind stands once with its sum."""
    first = same[0]
    sums: dict[str, int] = {}
    for row in same:
        minor = row.allocated_minor
        if minor is not None:
            item_id = row.item_id
            kind = "overpaid" if item_id is None else kinds.get(item_id, "other_case")
            sums[kind] = sums.get(kind, 0) + minor
    return ShownPayment(
        first.source, first.id, first.booked_on, first.amount_minor, first.reference,
        first.reverses_id, tuple(sums.items()), first.manner, first.authority, first.kept_minor,
    )  # fmt: skip
