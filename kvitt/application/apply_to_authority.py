"""An approved application leaves: written, checked, sent once, and kept as it was sent.

Three steps, so that nothing is filed twice and nothing that was filed is forgotten. First the
application is written, checked as the authority would, and marked as being filed, which is
committed. Then, the case locked and looked at once more, it is sent under its own reference. Then
it is kept, its costs are charged, and what follows is noted. A program that died in between leaves
it marked: filing it again sends the same reference, which the authority's side knows. Whoever
would hold the case or file it too waits for the answer: nothing leaves beside a hold.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from kvitt.application.authorities import Authority, NotArrived, Paper, Receipt, Way, authority_for
from kvitt.application.book_outlay import book_authority_costs
from kvitt.application.charge_case import charge_case
from kvitt.application.draft_proceeding import CannotFile, kind_of, locked, require_free
from kvitt.application.plan_interest import book_interest_through_today
from kvitt.application.take_back_drafts import FILE, TELL, take_back
from kvitt.domain.charging import fee_of, lead_claim
from kvitt.domain.enforcement.norway import costs_when_filed
from kvitt.domain.filing import AskedCost, FiledClaim, FiledParty, Filing
from kvitt.domain.proceeding import APPROVED, FILED, FILING, Happened, moved
from kvitt.kernel.people import signed_name
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.store import filings
from kvitt.store import proceedings as store
from kvitt.store.authority_messages import Known, authority_knows, known_now
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor, client_account
from kvitt.store.facts import due_facts
from kvitt.store.holds import add_task, end_tasks, holds_of
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_of


class WouldBeRefused(Refusal):
    """The authority would send the application back: every objection is named."""


class NotSent(Refusal):
    """The authority's side did not take it; it is known whether to send it again."""


class Applied(NamedTuple):
    """An application that has left."""

    proceeding_id: int
    reference: str
    filed_on: date
    number: str | None
    """The authority's, where it told one at once."""
    papers: tuple[str, ...]
    costs: tuple[AskedCost, ...]


AuthorityFor = Callable[[Way], Authority]


class _Ready(NamedTuple):
    """An application that may leave."""

    filing: Filing
    papers: tuple[Paper, ...]
    authority: Authority
    is_first: bool
    """It surely has not left before."""
    known: Known
    """What the books held when it was written."""


class _NotTaken(Exception):
    """The authority's side refused or did not answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


def apply_to_authority(
    creditor: Creditor, proceeding_id: int, *, today: date, by: str,
    authority: AuthorityFor = authority_for,
) -> Applied:  # fmt: skip
    """Files what was approved.

    Raises CannotFile, WouldBeRefused, NotSent, WrongState and LawNotKnown. After NotSent nothing
    has been charged, and it can be filed again.
    """
    name = signed_name(by)
    if not name:
        raise NotSent("say who files it: the application is signed")
    ready = _ready(creditor, proceeding_id, today, name, authority)
    try:
        return _sent(creditor, proceeding_id, ready, today, name)
    except CannotFile:
        if ready.is_first:
            _never_left(creditor, proceeding_id, today, name)
        raise
    except _NotTaken as no:
        _tell_not_sent(creditor, proceeding_id, no.refusal, today, name)
        raise NotSent(no.refusal.sentence, reference=no.refusal.reference) from no.refusal


def _sent(
    creditor: Creditor, proceeding_id: int, ready: _Ready, today: date, by: str
) -> Applied:  # fmt: skip
    """Sends it and keeps that it left, the case locked throughout: it is looked at once more.

    A hold that is placed meanwhile waits, and finds that it has left; so does whoever files too.
    Raises CannotFile where a hold came first, and _NotTaken.
    """
    with tenant_scope(creditor.tenant_id):
        kept = locked(creditor, proceeding_id, [FILING])
        require_free(creditor, kept.case_id, today=today)
        _require_as_written(creditor, kept, ready)
        try:
            receipt = ready.authority.send(ready.filing, ready.papers)
        except Refusal as no:
            raise _NotTaken(no) from no
        if not receipt.may_have_left_before:
            authority_knows(creditor.tenant_id, proceeding_id, ready.known)
        return _left(creditor, kept, ready.filing, receipt, today, by)


def _require_as_written(creditor: Creditor, kept: store.Kept, ready: _Ready) -> None:
    """Nothing was paid or given up since it was written. Raises _NotTaken."""
    if _open_claims(creditor, kept.case_id) == ready.filing.claims:
        return
    sentence = Sentence("something was booked on the case this very moment: file it again")
    raise _NotTaken(NotArrived(sentence) if ready.is_first else NotSent(sentence))


def _open_claims(creditor: Creditor, case_id: int) -> tuple[FiledClaim, ...]:
    claims = filings.filed_claims(creditor.tenant_id, case_id)
    return tuple(claim for claim in claims if claim.open_minor)


def note_arrived(
    creditor: Creditor, proceeding_id: int, *, number: str = "", today: date, by: str
) -> Applied:
    """A person has asked the authority: what was on its way did arrive, on the day of its writing.

    It is kept as filed whatever has come since; its costs are charged by the gate. ``number`` is
    the authority's. Raises NotSent, NoSuchProceeding, WrongState and CaseNotOpen.
    """
    name = signed_name(by)
    if not name:
        raise NotSent("say who has asked the authority")
    with tenant_scope(creditor.tenant_id):
        kept = locked(creditor, proceeding_id, [FILING])
        assert kept.written_on is not None, "what is on its way was written on a day"
        filing = _filing(creditor, kept, kept.written_on, name)
        return _left(creditor, kept, filing, Receipt(number.strip() or None, ()), today, name)


def _never_left(creditor: Creditor, proceeding_id: int, today: date, by: str) -> None:
    """A hold came between the check and the sending: it is taken back as any draft."""
    with tenant_scope(creditor.tenant_id):
        kept = locked(creditor, proceeding_id, [FILING])
        take_back(
            creditor.tenant_id,
            kept,
            because=Sentence("a hold came before it left"),
            today=today,
            actor=by,
        )
        end_tasks(creditor.tenant_id, kept.case_id, TELL, today=today, by=by,
                  outcome=Sentence("it had not left"))  # fmt: skip
        wake_cases(creditor.tenant_id, [kept.case_id], today=today)
        close_tenant_history(creditor.tenant_id)


def _tell_not_sent(
    creditor: Creditor, proceeding_id: int, no: Refusal, today: date, by: str
) -> None:
    """What surely did not arrive is written anew; of what may have, the reference is kept."""
    with tenant_scope(creditor.tenant_id):
        kept = locked(creditor, proceeding_id, [FILING])
        if isinstance(no, NotArrived):
            store.set_approved_again(creditor.tenant_id, proceeding_id)
        add_event(kept.case_id, "application_not_sent", today=today, actor=by,
                  proceeding=proceeding_id, because=no.sentence)  # fmt: skip
        close_tenant_history(creditor.tenant_id)


def parties_of(
    creditor: Creditor, case_id: int
) -> tuple[FiledParty, FiledParty | None, FiledParty]:
    """The creditor, its agency where one files for it, and the debtor, as authorities are told."""
    agent = None
    if creditor.collection == "agency":
        agency_id = agency_of(creditor.tenant_id)
        with tenant_scope(agency_id):
            agent = filings.filed_agency(agency_id, creditor.country)
    debtor = filings.filed_debtor(creditor.tenant_id, case_id)
    return filings.organisation(creditor, creditor.country), agent, debtor


def preview_filing(creditor: Creditor, proceeding_id: int, *, today: date, by: str) -> Filing:
    """The application as it would be written today; nothing is changed."""
    with tenant_scope(creditor.tenant_id):
        kept = locked(creditor, proceeding_id)
        return _filing(creditor, kept, today, by)


def _ready(
    creditor: Creditor, proceeding_id: int, today: date, by: str, authority: AuthorityFor
) -> _Ready:
    """Written, found fit, and marked as on its way."""
    with tenant_scope(creditor.tenant_id):
        kept = locked(creditor, proceeding_id, [APPROVED, FILING])
        require_free(creditor, kept.case_id, today=today)
        day = kept.written_on or today  # a second try is the same application
        book_interest_through_today(creditor, [kept.case_id], today=day, actor=by,
                                  measure="application")  # fmt: skip
        held = [
            hold.kind
            for hold in holds_of(creditor.tenant_id, kept.case_id)
            if hold.stands_on(today)
        ]
        way = authority(Way(creditor.country, kept.kind, held, _letters_of(creditor.tenant_id)))
        filing = way.completed(_filing(creditor, kept, day, by))
        objections = way.objections(filing)
        if objections:
            told = "; ".join(one.sentence for one in objections)
            fields = ", ".join(one.field for one in objections)
            raise WouldBeRefused(Sentence(told), reference=objections[0].reference, fields=fields)
        papers = tuple(way.papers(filing))
        is_first = kept.written_on is None
        if is_first:
            # What may have left first counts: what is paid before a second try is told.
            store.keep_as_filed(creditor.tenant_id, proceeding_id)
        known = known_now(creditor.tenant_id, proceeding_id)
        if is_first:
            authority_knows(creditor.tenant_id, proceeding_id, known)
        store.mark_filing(creditor.tenant_id, proceeding_id, on=day)
        close_tenant_history(creditor.tenant_id)
    return _Ready(filing, papers, way, is_first, known)


def _letters_of(tenant_id: int) -> Callable[[Sequence[int]], dict[int, bytes]]:
    def read(notice_ids: Sequence[int]) -> dict[int, bytes]:
        with tenant_scope(tenant_id):
            return filings.letters_as_sent(tenant_id, notice_ids)

    return read


def _filing(creditor: Creditor, kept: store.Kept, today: date, by: str) -> Filing:
    """Everything that the application tells, as it stands today."""
    tenant_id, case_id = creditor.tenant_id, kept.case_id
    pay_to = creditor.pay_to_number
    ours, agent, debtor = parties_of(creditor, case_id)
    if creditor.collection == "agency":
        account = client_account(agency_of(tenant_id), creditor.country)
        pay_to = account[1] if account else ""
    return Filing(
        reference=kept.reference, country=creditor.country, currency=creditor.currency,
        filed_on=today, creditor=ours, agent=agent, debtor=debtor,
        claims=_open_claims(creditor, case_id),
        letters=filings.filed_letters(tenant_id, case_id),
        costs=_costs(creditor, case_id, _kinds_of_costs(creditor, kept), today), pay_to=pay_to,
        pay_reference=filings.pay_reference_of(tenant_id, case_id),
        ground="", title=filings.filed_title(tenant_id, kept.title_id) if kept.title_id else None,
        signed_by=by,
    )  # fmt: skip


def _kinds_of_costs(creditor: Creditor, kept: store.Kept) -> tuple[str, ...]:
    """The costs of the step; in Norway none for the first petition after the board has decided."""
    if creditor.country != "NO":
        return kind_of(creditor, kept.kind).costs
    tenant_id = creditor.tenant_id
    earlier = [
        (row.kind, [event.kind for event in store.events_of(tenant_id, row.id)])
        for row in store.filed_before(tenant_id, kept.case_id, kept.id)
    ]
    return costs_when_filed(kept.kind, earlier)[0]


def _costs(
    creditor: Creditor, case_id: int, kinds: Sequence[str], today: date
) -> tuple[AskedCost, ...]:
    """What the application asks for its own costs: the law's ceilings. Raises FeeNotAllowed."""
    found = due_facts(creditor.tenant_id, today=today, batch=1, case_ids=[case_id], asleep=True)
    if not found:
        return ()
    law, facts = law_book(creditor.country), found[0]
    made = []
    for name in kinds:
        fee = fee_of(facts, lead_claim(facts), name, today, law)
        if fee.amount_minor:
            made.append(AskedCost(name, fee.amount_minor, fee.because.reference))
    return tuple(made)


def _left(
    creditor: Creditor, kept: store.Kept, filing: Filing, receipt: Receipt, today: date, by: str
) -> Applied:
    """Kept as it was sent, with what follows; its costs are charged. Inside the scope, locked."""
    tenant_id, papers, kind = creditor.tenant_id, receipt.papers, kind_of(creditor, kept.kind)
    for paper in papers:
        store.add_document(tenant_id, kept.case_id, "application", name=paper.name,
                           media_type=paper.media_type, content=paper.content,
                           today=today)  # fmt: skip
    on = filing.filed_on
    store.mark_filed(tenant_id, kept.id, by=by, today=on, number=receipt.number)
    to = moved(FILED, kind.first, Happened("filed", on), law_book(creditor.country))
    store.move_proceeding(tenant_id, kept.id, to)
    names = tuple(paper.name for paper in papers)
    add_event(kept.case_id, "application_filed", today=today, actor=by,
              proceeding=kept.id, filed_as=kept.kind, authority=kind.authority,
              reference=filing.reference, number=receipt.number, papers=list(names))  # fmt: skip
    end_tasks(tenant_id, kept.case_id, FILE, today=today, by=by, outcome="filed")
    charged = _charge(creditor, kept, filing.costs, today, by)
    book_authority_costs(creditor, kept.case_id, _kinds_of_costs(creditor, kept),
                         proceeding_id=kept.id, on_day=today, today=today, by=by)  # fmt: skip
    wake_cases(tenant_id, [kept.case_id], today=today)
    close_tenant_history(tenant_id)
    return Applied(kept.id, kept.reference, on, receipt.number, names, charged)


def _charge(
    creditor: Creditor, kept: store.Kept, costs: Sequence[AskedCost], today: date, by: str
) -> tuple[AskedCost, ...]:
    """Charges the costs that were asked for; it has left, so a refusal becomes a question."""
    charged = []
    for cost in costs:
        try:
            charge_case(creditor, kept.case_id, kind=cost.kind, today=today, proceeding_id=kept.id,
                        amount_minor=cost.amount_minor, actor=by)  # fmt: skip
        except Refusal as no:
            sentence = Sentence(
                "{kind:word} was asked for and not charged: {why}", kind=cost.kind, why=no.sentence
            )
            add_task(creditor.tenant_id, kept.case_id, "correct_charges", sentence, today=today)
        else:
            charged.append(cost)
    return tuple(charged)
