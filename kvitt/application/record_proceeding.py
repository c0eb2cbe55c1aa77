"""What an authority, a court or the debtor did in a proceeding is recorded, and acted on.

The country's table says what may happen in which state and what it leads to. Whatever of it Kvitt
does not do by itself becomes a task: nothing that was told is lost.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from kvitt.application.book_outlay import (
    ask_for_cost,
    book_authority_costs,
    refund_step_in_scope,
)
from kvitt.application.charge_case import charge_case
from kvitt.application.draft_proceeding import kind_of, locked
from kvitt.application.keep_distribution import keep_distribution
from kvitt.application.proceeding_outcomes import Work, keep_entry, lose, release
from kvitt.application.raise_dispute import AttachedFile, raise_dispute
from kvitt.application.standing_case import require_open_case
from kvitt.application.start_monitoring import start_monitoring_in_scope
from kvitt.application.take_back_drafts import TELL
from kvitt.domain.course import next_stand
from kvitt.domain.enforcement.sweden_deferral import require_no_lapse
from kvitt.domain.files import media_type_of, plain_name
from kvitt.domain.holds import LOST
from kvitt.domain.proceeding import (
    FILED,
    EventNotPossible,
    Happened,
    Moved,
    moved,
)
from kvitt.kernel.people import signed_name
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.law.fee_terms import FeeNotAllowed
from kvitt.store import limitation
from kvitt.store import proceedings as store
from kvitt.store.authority_messages import authority_knows, authority_knows_as, known_now
from kvitt.store.closing import add_event, void_charges, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.holds import add_task, end_holds, end_tasks
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

UNDECIDED = (FILED, "served", "disputed")
"""States in which the authority has not decided."""
FROM_FILING = ("legal_action", "legal_action_unserved", "enforcement")
"""What interrupts from the day on which it was filed."""
DUE = "proceeding_due"
ANSWERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"new_year": ("base_fee_year",), "year_without_fee": ("base_fee_year",)}
)
"""Which question else an event answers."""
ON_CLOSED = frozenset(
    {"costs_fall", "refund", "told", "ends", "release", "released", "interrupts",
     "interruption_ends", "interruption_void"}
)  # fmt: skip
"""What may follow from an event on a closed case: it is told to the authority, or it is over."""
TITLES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("SE", "payment_order"): "payment_order",
        ("SE", "court"): "judgment",
        ("NO", "attachment"): "conciliation_judgment",
        ("NO", "conciliation"): "conciliation_judgment",
    }
)
"""Which title a proceeding ends in."""
RELEASE = Sentence("release what was attached, or have the entry deleted")
TASKS: Mapping[str, tuple[str, str]] = MappingProxyType({"release": ("release_attached", RELEASE)})
"""What a person is asked where Kvitt does not act by itself."""


class TitleUnclear(Refusal):
    """The title's parts are not told, or do not come to its amount."""


class NotYet(Refusal):
    """Only what has happened is recorded, and nothing from before the application left."""


class Recorded(NamedTuple):
    """Where the proceeding stands after the event."""

    proceeding_id: int
    moved: Moved
    title_id: int | None


def record_proceeding(
    creditor: Creditor, proceeding_id: int, kind: str, *, on_day: date, today: date, by: str,
    given: Mapping[str, Any] = MappingProxyType({}), file: AttachedFile | None = None,
) -> Recorded:  # fmt: skip
    """Keeps an event of the proceeding and does what follows from it, in one transaction.

    Raises EventNotPossible, NotYet, TitleUnclear, DistributionUnclear, WouldLapse,
    NoSuchProceeding and LawNotKnown; then nothing has changed.
    """
    with tenant_scope(creditor.tenant_id):
        done = record_in_scope(
            creditor, proceeding_id, kind, on_day=on_day, today=today, by=by, given=given, file=file
        )
        close_tenant_history(creditor.tenant_id)
    return done


def record_in_scope(
    creditor: Creditor, proceeding_id: int, kind: str, *, on_day: date, today: date, by: str,
    given: Mapping[str, Any] = MappingProxyType({}), file: AttachedFile | None = None,
) -> Recorded:  # fmt: skip
    """The same inside the creditor's scope; the caller closes the history."""
    name = signed_name(by)
    if not name:
        raise NotYet("say who records it")
    kept = _known(creditor, proceeding_id, kind)
    if kept.filed_on is None:
        raise EventNotPossible(
            "{proceeding} has not been filed: it is {state}",
            proceeding=kept.reference,
            state=kept.state,
        )
    if not kept.filed_on <= on_day <= today:
        raise NotYet(
            "it happened between {filed_on} and {today}, not on {on_day}",
            filed_on=kept.filed_on,
            today=today,
            on_day=on_day,
        )
    known, law = kind_of(creditor, kept.kind), law_book(creditor.country)
    event = Happened(kind, on_day, given)
    stands = Moved(kept.state, kept.next_what, kept.next_owner, kept.next_on,
                   kept.next_reference)  # fmt: skip
    to = next_stand(known, stands, event, law)
    document = _kept_file(creditor, kept.case_id, file, today) if file is not None else None
    work = Work(creditor, kept, known, known.events[kind], event, today, name, document)
    store.add_proceeding_event(
        creditor.tenant_id, proceeding_id, kind, on_day=on_day, given=given,
        document_id=document, today=today, by=name,
    )  # fmt: skip
    store.move_proceeding(creditor.tenant_id, proceeding_id, to, number=_number_of(kind, given))
    for asked in (*ANSWERS.get(kind, ()), *(() if work.rule.keeps_next else (DUE,))):
        end_tasks(creditor.tenant_id, kept.case_id, asked, today=today, by=name, outcome=work.told)
    add_event(kept.case_id, "proceeding", today=today, actor=name, happened=kind,
              proceeding=proceeding_id, on=on_day.isoformat(), because=work.told,
              next=to.next_what or None, next_on=str(to.next_on) if to.next_on else None,
              reference=work.rule.reference or None)  # fmt: skip
    title_id = _carry_out(work)
    wake_cases(creditor.tenant_id, [kept.case_id], today=today)
    return Recorded(proceeding_id, to, title_id)


def _known(creditor: Creditor, proceeding_id: int, kind: str) -> store.Kept:
    """The proceeding; on a closed case only what tells or ends it is recorded."""
    kept = locked(creditor, proceeding_id, even_closed=True)
    rule = kind_of(creditor, kept.kind).events.get(kind)
    if rule is None or any(one.partition(":")[0] not in ON_CLOSED for one in rule.effects):
        require_open_case(creditor, kept.case_id)
    return kept


def _number_of(kind: str, given: Mapping[str, Any]) -> str | None:
    """The authority's own number, where a receipt tells it."""
    return str(given["number"]) if kind == "received" and given.get("number") else None


def _kept_file(creditor: Creditor, case_id: int, file: AttachedFile, today: date) -> int:
    name = plain_name(file.name)
    return store.add_document(
        creditor.tenant_id, case_id, "proceeding", name=name,
        media_type=media_type_of(file.name, file.content), content=file.content, today=today,
    )  # fmt: skip


def _carry_out(work: Work) -> int | None:
    """Every effect of the event, in the table's order; the number of the title, where one came."""
    if work.event.kind == "deferred" and work.creditor.country == "SE":
        _require_no_lapse(work)
    title_id = None
    for effect in work.rule.effects:
        name, _, what = effect.partition(":")
        if name == "title":
            title_id = _keep_title(work)
        elif name in _EFFECTS:
            _EFFECTS[name](work, what)
        elif name in TASKS:
            task, sentence = TASKS[name]
            add_task(work.tenant_id, work.kept.case_id, task, f"{sentence} ({work.told})",
                     today=work.today)  # fmt: skip
        elif name not in ("trekk", "deferral"):  # these are the event itself
            raise EventNotPossible("Kvitt does not know the effect “{effect}”", effect=effect)
    return title_id


def _require_no_lapse(work: Work) -> None:
    until = work.event.given.get("until")
    assert isinstance(until, date), "a deferral says until when"
    earlier = [
        row.on_day
        for row in store.events_of(work.tenant_id, work.kept.id)
        if row.kind == "deferred" and row.on_day < work.event.on_day
    ]
    require_no_lapse(law_book("SE"), granted_on=work.event.on_day, until=until, earlier=earlier)


def _keep_title(work: Work) -> int:
    """The title with its sums apart: as told, or as they were asked for where that is the sum."""
    given = work.event.given
    amount_minor = int(given["amount"])  # type: ignore[call-overload]
    told = [given.get(name) for name in ("principal", "interest", "cost")]
    if any(part is not None for part in told):
        parts = tuple(int(part or 0) for part in told)  # type: ignore[call-overload]
    else:
        rows = store.claims_of(work.tenant_id, [work.kept.id])
        parts = (
            sum(row.principal_minor for row in rows),
            sum(row.interest_minor for row in rows),
            sum(row.cost_minor for row in rows),
        )
    if sum(parts) != amount_minor:
        raise TitleUnclear(
            "the title is of {amount_minor:money}, its parts come to {parts_minor:money}: say its "
            "principal, interest and costs",
            amount_minor=amount_minor,
            parts_minor=sum(parts),
        )
    kind = TITLES[(work.creditor.country, work.kept.kind)]
    number = str(given["number"])
    title_id = store.add_title(
        work.tenant_id, work.kept, kind, number, given_on=work.event.on_day,
        sums_minor=(parts[0], parts[1], parts[2]),
        later_interest=str(given.get("interest_rate", "")), document_id=work.document_id,
        today=work.today, by=work.by,
    )  # fmt: skip
    if end_holds(work.tenant_id, work.kept.case_id, LOST, today=work.today):
        end_tasks(work.tenant_id, work.kept.case_id, "decide_lost_claim", today=work.today,
                  by=work.by, outcome=work.told)  # fmt: skip
    add_event(work.kept.case_id, "title_given", today=work.today, actor=work.by, title=title_id,
              number=number, amount_minor=amount_minor, title_kind=kind)  # fmt: skip
    return title_id


def _interrupts(work: Work, kind: str) -> None:
    """What was filed interrupts from its filing; what happens after the decision from its day."""
    is_filing = work.kept.state in UNDECIDED and kind in FROM_FILING
    on = work.kept.filed_on if is_filing else work.event.on_day
    limitation.interrupt_claims(
        work.tenant_id, work.kept.id, kind=kind, on=on, document=work.document_id,
        evidence=work.told, today=work.today, by=work.by,
    )  # fmt: skip


def _interruption_ends(work: Work, kind: str) -> None:
    """The time runs anew; in Sweden a filing that was never served interrupted all the same."""
    if work.creditor.country == "SE" and work.kept.state == FILED:
        kind = "legal_action_unserved"
        _interrupts(work, kind)
    limitation.end_interruptions(
        work.tenant_id, work.kept.id, kind=kind or "legal_action", on=work.event.on_day,
        today=work.today,
    )  # fmt: skip


def _interruption_void(work: Work, kind: str) -> None:
    limitation.void_interruptions(
        work.tenant_id, work.kept.id, kind=kind, on=work.event.on_day, today=work.today
    )


def _dispute(work: Work, _: str) -> None:
    """The debtor has objected: the case stops as after any objection."""
    given = work.event.given
    part = given.get("amount")
    raise_dispute(
        work.creditor, work.kept.case_id, reason=str(given.get("reason", "other")),
        text=str(given.get("text") or work.told), today=work.today, actor=work.by,
        part_minor=int(part) if part is not None else None,  # type: ignore[call-overload]
        channel="letter", received_on=work.event.on_day,
    )  # fmt: skip
    end_tasks(work.tenant_id, work.kept.case_id, TELL, today=work.today, by=work.by,
              outcome=Sentence("the authority knows of it"))  # fmt: skip


def _cost(work: Work, kind: str) -> None:
    """What the authority charged for the step, on its day; where the gate says no, it is asked."""
    try:
        charge_case(work.creditor, work.kept.case_id, kind=kind, today=work.event.on_day,
                    proceeding_id=work.kept.id, actor=work.by)  # fmt: skip
    except FeeNotAllowed as no:
        _ask_to_correct(work, kind, no)
        ask_for_cost(work.tenant_id, work.kept.case_id, kind, on_day=work.event.on_day,
                     today=work.today, no=no)  # fmt: skip
    except Refusal as no:
        _ask_to_correct(work, kind, no)
        book_authority_costs(work.creditor, work.kept.case_id, [kind], on_day=work.event.on_day,
                             proceeding_id=work.kept.id, today=work.today, by=work.by)  # fmt: skip


def _ask_to_correct(work: Work, kind: str, no: Refusal) -> None:
    sentence = Sentence("{kind:word} was not charged: {why}", kind=kind, why=no.sentence)
    add_task(work.tenant_id, work.kept.case_id, "correct_charges", sentence, today=work.today)


def _costs_fall(work: Work, kind: str) -> None:
    """The costs of the step are the creditor's own: what is unpaid of them is taken back."""
    kinds = [kind] if kind else list(work.kind.costs)
    void_charges(work.tenant_id, [work.kept.case_id], because=work.told, today=work.today,
                 actor=work.by, kinds=kinds)  # fmt: skip


def _refund(work: Work, kind: str) -> None:
    """The authority takes nothing for the step: the debtor owes it no more, who paid gets it."""
    _costs_fall(work, kind)
    refund_step_in_scope(work.creditor, work.kept.case_id, work.kept.id, kind, because=work.told,
                         today=work.today, by=work.by)  # fmt: skip


def _opens(work: Work, kind: str) -> None:
    """The case goes on in another proceeding, which is filed by it."""
    store.end_proceeding(work.tenant_id, work.kept.id, because=work.rule.word, today=work.today)
    known = kind_of(work.creditor, kind)
    number = store.add_proceeding(
        work.tenant_id, work.kept.case_id, kind, known.authority, needs_two=False,
        today=work.event.on_day, by=work.by, follows_id=work.kept.id,
    )  # fmt: skip
    authority_knows_as(work.tenant_id, number, before_id=work.kept.id)
    store.mark_approved(work.tenant_id, number, by=work.by, today=work.event.on_day)
    store.mark_filed(work.tenant_id, number, by=work.by, today=work.event.on_day, number=None)
    to = moved(FILED, known.first, Happened("filed", work.event.on_day), law_book(known.country))
    store.move_proceeding(work.tenant_id, number, to)
    add_event(work.kept.case_id, "application_filed", today=work.today, actor=work.by,
              proceeding=number, filed_as=kind, authority=known.authority)  # fmt: skip


def _ends(work: Work, _: str) -> None:
    reference = f" [{work.rule.reference}]" if work.rule.reference else ""
    because = f"{work.rule.word}{reference}"
    store.end_proceeding(work.tenant_id, work.kept.id, because=because, today=work.today)
    for task in (TELL, DUE):
        end_tasks(work.tenant_id, work.kept.case_id, task, today=work.today, by=work.by,
                  outcome=work.told)  # fmt: skip


def _task(work: Work, kind: str) -> None:
    act = Sentence("act on it: {told}", told=work.told)
    add_task(work.tenant_id, work.kept.case_id, kind, act, today=work.today)


def _told(work: Work, _: str) -> None:
    """The authority knows what the books hold now; the question is answered by it."""
    authority_knows(work.tenant_id, work.kept.id, known_now(work.tenant_id, work.kept.id))
    end_tasks(work.tenant_id, work.kept.case_id, TELL, today=work.today, by=work.by,
              outcome=work.told)  # fmt: skip


def _no_assets(work: Work, _: str) -> None:
    """The authority found nothing to take: the case is followed in rounds from now on."""
    start_monitoring_in_scope(
        work.creditor, work.kept.case_id, reason="no_assets", because=work.told, today=work.today,
        actor=work.by,
    )  # fmt: skip


def _distribution(work: Work, _: str) -> None:
    """What the authority paid out, as it told; the money is booked when it is there."""
    keep_distribution(work.creditor, work.kept, work.event, today=work.today, by=work.by)


def _title_falls(work: Work, _: str) -> None:
    store.title_falls(work.tenant_id, work.kept.case_id, on=work.event.on_day)


_EFFECTS: Mapping[str, Callable[[Work, str], None]] = MappingProxyType(
    {
        "interrupts": _interrupts,
        "interruption_ends": _interruption_ends,
        "interruption_void": _interruption_void,
        "dispute": _dispute,
        "distribution": _distribution,
        "cost": _cost,
        "costs_fall": _costs_fall,
        "refund": _refund,
        "opens": _opens,
        "ends": _ends,
        "entry": keep_entry,
        "released": release,
        "lost": lose,
        "no_assets": _no_assets,
        "task": _task,
        "told": _told,
        "title_falls": _title_falls,
    }
)
"""What Kvitt does by itself, by the word in the countries' tables."""
