"""What was laid out for a case is booked as its own fact, whoever paid it and whatever comes of it.

An authority's fee is booked on the day of the step, at what the authority takes: also where the
debtor is charged less, or nothing. What is not known is never taken for nothing: a person is asked.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from kvitt.application.standing_case import CaseNotOpen
from kvitt.domain.cost_terms import AGENCY, CREDITOR, CostTerms, terms_on
from kvitt.domain.outlay import AUTHORITIES, CREDIT_REPORT, MONITORING_LETTER, SERVICES
from kvitt.kernel.people import signed_name
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.law.fees import FEE_KINDS, fee
from kvitt.store import outlays as store
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.disputes import case_of
from kvitt.store.facts import due_facts
from kvitt.store.holds import add_task, end_tasks
from kvitt.store.outlays import Change, NewOutlay
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_of

TELL_COST = "tell_cost"
"""The task for an outlay whose sum is not known."""


class OutlayUnclear(Refusal):
    """What was laid out is not told, or cannot have been laid out so."""


class NoSuchOutlay(Refusal):
    """The creditor has no outlay of that number."""


def book_outlay_in_scope(creditor: Creditor, new: NewOutlay, *, today: date, by: str) -> int | None:
    """Books the outlay inside the creditor's scope; its number, None where it is booked already.

    It keeps the terms on costs of its own day. The caller closes the history.
    """
    tenant_id = creditor.tenant_id
    if store.known_outlay(tenant_id, new) is not None:
        return None
    terms = terms_on(creditor.agreement, on=new.on_day, collection=creditor.collection)
    advanced_by = terms.advanced_by if new.kind in AUTHORITIES else AGENCY
    number = store.add_outlay(tenant_id, new, terms, advanced_by=advanced_by, today=today, by=by)
    if advanced_by == AGENCY:
        agency_id = agency_of(tenant_id)
        source = "own_fee_income" if new.kind == MONITORING_LETTER else "own_bank"
        with tenant_scope(agency_id):
            store.book_own(agency_id, [("own_outlays", source, new.amount_minor)],
                           note=f"outlay {tenant_id}-{number}", today=today)  # fmt: skip
    add_event(new.case_id, "outlay_booked", today=today, actor=by, outlay=number,
              outlay_kind=new.kind, amount_minor=new.amount_minor, advanced_by=advanced_by,
              authority=new.authority, on=new.on_day.isoformat(),
              because=new.reference)  # fmt: skip
    return number


def book_letters_in_scope(
    creditor: Creditor, priced: Sequence[tuple[NewOutlay, CostTerms]], *, today: date, by: str
) -> None:
    """Books letters that the terms of their day price, all at once, inside the creditor's scope."""
    if not priced:
        return
    store.add_letters(creditor.tenant_id, priced, today=today, by=by)
    total_minor = sum(new.amount_minor for new, _ in priced)
    agency_id = agency_of(creditor.tenant_id)
    with tenant_scope(agency_id):
        store.book_own(agency_id, [("own_outlays", "own_fee_income", total_minor)],
                       note=f"letters of {creditor.tenant_id}", today=today)  # fmt: skip


def book_authority_costs(
    creditor: Creditor, case_id: int, kinds: Iterable[str], *, proceeding_id: int, on_day: date,
    today: date, by: str,
) -> None:  # fmt: skip
    """Books what the authority takes for the step, where no charge of it has booked it already.

    ``kinds`` are those of the step; what is no authority's fee is left out. Inside the scope. Where
    the law does not say what the authority takes a person is asked.
    """
    wanted = [kind for kind in kinds if kind in AUTHORITIES]
    if not wanted:
        return
    law = law_book(creditor.country)
    found = due_facts(creditor.tenant_id, today=today, batch=1, case_ids=[case_id], asleep=True)
    for kind in wanted:
        new = NewOutlay(case_id, kind, AUTHORITIES[kind], 0, on_day, "", None, proceeding_id)
        if store.known_outlay(creditor.tenant_id, new) is not None:
            continue
        try:
            if not found:
                raise CaseNotOpen("case {case_id} is closed", case_id=case_id)
            facts = found[0]
            granted = fee(law, kind, due_on=facts.due_on, sent_on=on_day,
                          debtor_kind=facts.debtor_kind,
                          principal_minor=facts.principal_open_minor)  # fmt: skip
            told = new._replace(amount_minor=granted.amount_minor,
                                reference=granted.because.reference)  # fmt: skip
            book_outlay_in_scope(creditor, told, today=today, by=by)
        except Refusal as no:
            ask_for_cost(creditor.tenant_id, case_id, kind, on_day=on_day, today=today, no=no)


def ask_for_cost(
    tenant_id: int, case_id: int, kind: str, *, on_day: date, today: date, no: Refusal
) -> None:
    """Asks a person what was laid out; inside the scope."""
    sentence = Sentence(
        "say what was laid out for {kind:word} on {on_day}, if anything (kvitt costs "
        "record): {why}",
        kind=kind,
        on_day=on_day,
        why=no.sentence,
    )
    add_task(tenant_id, case_id, TELL_COST, sentence, today=today)


def book_report(
    creditor: Creditor, case_id: int, purchase_id: int, *, source: str, cost_minor: int | None,
    today: date, by: str,
) -> None:  # fmt: skip
    """Books what a report of a credit bureau cost, where the creditor pays for reports.

    Inside the scope. A price that is not known is asked of a person, never taken for nothing.
    """
    terms = terms_on(creditor.agreement, on=today, collection=creditor.collection)
    if terms.credit_reports != CREDITOR or cost_minor == 0:
        return
    if cost_minor is None:
        no = OutlayUnclear(
            "{source} did not tell its price of purchase {purchase_id}",
            source=source,
            purchase_id=purchase_id,
        )
        ask_for_cost(creditor.tenant_id, case_id, CREDIT_REPORT, on_day=today, today=today, no=no)
        return
    new = NewOutlay(case_id, CREDIT_REPORT, source, cost_minor, today, "the terms on costs",
                    purchase_id=purchase_id)  # fmt: skip
    book_outlay_in_scope(creditor, new, today=today, by=by)


def record_outlay(
    creditor: Creditor, case_id: int, *, kind: str, amount_minor: int, on_day: date,
    reference: str, today: date, by: str, authority: str = "",
) -> int:  # fmt: skip
    """A person tells of an outlay, as a bill of an authority says it; its number.

    ``reference`` is the statute or the bill. Also on a closed case: bills come late. Raises
    OutlayUnclear, with nothing changed.
    """
    name = signed_name(by)
    if not name or not reference.strip():
        raise OutlayUnclear("say who tells of it, and on which statute or bill it rests")
    known = sorted(SERVICES | (set(AUTHORITIES) & set(FEE_KINDS[creditor.country])))
    if kind not in known:
        raise OutlayUnclear("“{kind}” is no outlay: {known}", kind=kind, known=list(known))
    if amount_minor <= 0 or on_day > today:
        raise OutlayUnclear("an outlay is more than nothing, and not of a day that is to come")
    new = NewOutlay(case_id, kind, authority.strip() or AUTHORITIES.get(kind, "the agency"),
                    amount_minor, on_day, reference.strip())  # fmt: skip
    with tenant_scope(creditor.tenant_id):
        if case_of(creditor.tenant_id, case_id) is None:
            raise OutlayUnclear(
                "{creditor} has no case {case_id}", case_id=case_id, creditor=creditor.name
            )
        _require_agency(creditor, kind)
        number = book_outlay_in_scope(creditor, new, today=today, by=name)
        assert number is not None, "what a person tells is not known before"
        end_tasks(
            creditor.tenant_id,
            case_id,
            TELL_COST,
            today=today,
            by=name,
            outcome=Sentence("{amount_minor:money} was told", amount_minor=amount_minor),
        )
        close_tenant_history(creditor.tenant_id)
    return number


def _require_agency(creditor: Creditor, kind: str) -> None:
    if kind not in AUTHORITIES and creditor.collection == "own":
        raise OutlayUnclear(
            "{creditor} collects itself: no agency lays anything out for it", creditor=creditor.name
        )


def refund_outlay(
    creditor: Creditor, outlay_id: int, *, amount_minor: int, because: str, today: date, by: str
) -> None:
    """The authority gave an outlay or a part of it back, or it was told wrong.

    What the creditor had been billed for it comes back with its next settlement. Raises
    NoSuchOutlay and OutlayUnclear, with nothing changed.
    """
    name = signed_name(by)
    if not name or not because.strip():
        raise OutlayUnclear("say who tells of it, and why it came back")
    with tenant_scope(creditor.tenant_id):
        found = store.outlays(creditor.tenant_id, ids=[outlay_id])
        if not found:
            raise NoSuchOutlay(
                "{creditor} has no outlay {outlay}", outlay=outlay_id, creditor=creditor.name
            )
        most_minor = found[0].amount_minor - found[0].refunded_minor - found[0].recovered_minor
        if not 0 < amount_minor <= most_minor:
            raise OutlayUnclear(
                "of outlay {outlay} between 0.01 and {most_minor:money} can come back, not "
                "{amount_minor:money}: what the debtor paid of it is the debtor's",
                outlay=outlay_id,
                most_minor=most_minor,
                amount_minor=amount_minor,
            )
        _refund(creditor, [(outlay_id, found[0].advanced_by, amount_minor)], because, today, name)
        close_tenant_history(creditor.tenant_id)


def refund_step_in_scope(
    creditor: Creditor, case_id: int, proceeding_id: int, kind: str, *, because: str, today: date,
    by: str,
) -> None:  # fmt: skip
    """The authority takes nothing for a step that was booked; inside the scope."""
    back = [
        (one.id, one.advanced_by, one.outstanding_minor + one.billed_minor)
        for one in store.outlays(creditor.tenant_id, case_id=case_id)
        if one.kind == kind and one.proceeding_id == proceeding_id
    ]
    _refund(creditor, [one for one in back if one[2] > 0], because, today, by)


def _refund(
    creditor: Creditor, back: list[tuple[int, str, int]], because: str, today: date, by: str
) -> None:
    changes = [Change(outlay_id, "refunded", minor) for outlay_id, _, minor in back]
    store.add_changes(creditor.tenant_id, changes, because=because, today=today, actor=by)
    agencys_minor = sum(minor for _, advanced_by, minor in back if advanced_by == AGENCY)
    agency_id = agency_of(creditor.tenant_id)
    with tenant_scope(agency_id):
        store.book_own(agency_id, [("own_bank", "own_outlays", agencys_minor)], note=because,
                       today=today)  # fmt: skip
