"""Drafting, approving and taking back what is to be put to an authority; nothing leaves here."""

from collections.abc import Sequence
from datetime import date

from kvitt.application.standing_case import lock_open_case
from kvitt.application.take_back_drafts import APPROVE, DECIDE, FILE, take_back
from kvitt.domain.enforcement import KINDS
from kvitt.domain.holds import blocked
from kvitt.domain.proceeding import DRAFT, FILING, OURS, ProceedingKind
from kvitt.kernel.people import signed_name
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import proceedings as store
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.holds import add_task, end_tasks, holds_of, is_open_case
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope


class CannotFile(Refusal):
    """Something forbids to put the case to an authority now; the sentence says what."""


class NoSuchProceeding(Refusal):
    """The creditor has no proceeding of that number."""


class WrongState(Refusal):
    """The proceeding is not where that could be done to it."""


class ReasonMissing(Refusal):
    """An application is taken back by somebody and for a reason."""


class AnotherPerson(Refusal):
    """Two people decide on a claim of that size."""


def kind_of(creditor: Creditor, name: str) -> ProceedingKind:
    """The kind of proceeding by its name, in the creditor's country. Raises CannotFile."""
    known = KINDS[creditor.country]
    if name not in known:
        raise CannotFile(
            "“{name}” is not filed in {country}: {known}",
            name=name,
            country=creditor.country,
            known=list(known),
        )
    return known[name]


def draft_proceeding(
    creditor: Creditor, case_id: int, *, kind: str, because: str, today: date, by: str,
    needs_two: bool = True, title_id: int | None = None,
) -> int:  # fmt: skip
    """A person drafts an application without the policy; as a rule another one approves it.

    Raises CannotFile and CaseNotOpen.
    """
    name = signed_name(by)
    if not name or not because.strip():
        raise CannotFile("say who drafts it, and why the policy is not asked")
    with tenant_scope(creditor.tenant_id):
        lock_open_case(creditor, case_id)
        number = draft_in_scope(
            creditor, case_id, kind, needs_two=needs_two, today=today, by=name, because=because,
            title_id=title_id,
        )  # fmt: skip
        close_tenant_history(creditor.tenant_id)
    return number


def draft_in_scope(
    creditor: Creditor, case_id: int, kind: str, *, needs_two: bool, today: date, by: str,
    because: str = "", title_id: int | None = None, follows_id: int | None = None,
) -> int:  # fmt: skip
    """Adds a draft and asks for its approval, inside the scope, the case locked."""
    known = kind_of(creditor, kind)
    if not known.document:
        raise CannotFile(
            "{kind} is opened by what was filed before: nothing is drafted for it", kind=kind
        )
    require_free(creditor, case_id, today=today)
    if known.needs_title and title_id is None:
        raise CannotFile("{kind:word} rests on a title: say which", kind=kind)
    standing = [one.id for one in store.titles_of(creditor.tenant_id, case_id) if not one.fell_on]
    if title_id is not None and title_id not in standing:
        raise CannotFile(
            "title {title_id} is none of the case's, or was set aside", title_id=title_id
        )
    for running in store.running_proceedings(creditor.tenant_id, [case_id]):
        raise CannotFile(
            "{proceeding} runs already on the case",
            running=running.id,
            proceeding=running.reference,
        )
    number = store.add_proceeding(
        creditor.tenant_id, case_id, kind, known.authority, needs_two=needs_two,
        today=today, by=by, title_id=title_id, follows_id=follows_id,
    )  # fmt: skip
    add_event(case_id, "application_drafted", today=today, actor=by, proceeding=number,
              filed_as=kind, needs_two=needs_two, because=because or None)  # fmt: skip
    sentence = Sentence(
        "approve the application to {authority}, or take it back", authority=known.authority
    )
    add_task(creditor.tenant_id, case_id, APPROVE, sentence, today=today)
    end_tasks(
        creditor.tenant_id,
        case_id,
        DECIDE,
        today=today,
        by=by,
        outcome=Sentence("an application to {authority} was drafted", authority=known.authority),
    )
    wake_cases(creditor.tenant_id, [case_id], today=today)
    return number


def require_free(creditor: Creditor, case_id: int, *, today: date) -> None:
    """The gate: nothing is filed under any hold that stops it. Raises CannotFile."""
    held = holds_of(creditor.tenant_id, case_id)
    block = blocked("application", held, today, country=creditor.country)
    if block is not None:
        raise CannotFile(block.sentence, reference=block.reference, hold=block.kind)


def approve_proceeding(
    creditor: Creditor, proceeding_id: int, *, today: date, by: str
) -> store.Kept:
    """A person approves the draft: another one than its author where the claim is large.

    Raises NoSuchProceeding, WrongState, AnotherPerson, CannotFile and CaseNotOpen.
    """
    name = signed_name(by)
    if not name:
        raise AnotherPerson("say who approves")
    with tenant_scope(creditor.tenant_id):
        kept = locked(creditor, proceeding_id, [DRAFT])
        require_free(creditor, kept.case_id, today=today)
        if kept.needs_two and name.casefold() == kept.drafted_by.strip().casefold():
            raise AnotherPerson(
                "{name} drafted it: another person approves a claim of that size", name=name
            )
        store.mark_approved(creditor.tenant_id, proceeding_id, by=name, today=today)
        end_tasks(creditor.tenant_id, kept.case_id, APPROVE, today=today, by=name,
                  outcome="approved")  # fmt: skip
        sentence = Sentence(
            "file the application to {authority}: kvitt enforcement apply {kept}",
            authority=kept.authority,
            kept=kept.id,
        )
        add_task(creditor.tenant_id, kept.case_id, FILE, sentence, today=today)
        add_event(kept.case_id, "application_approved", today=today, actor=name,
                  proceeding=proceeding_id)  # fmt: skip
        close_tenant_history(creditor.tenant_id)
    return kept


def take_back_proceeding(
    creditor: Creditor, proceeding_id: int, *, because: str, today: date, by: str,
    never_arrived: bool = False,
) -> store.Kept:  # fmt: skip
    """A person takes back what has not left; what has left is withdrawn at the authority.

    With ``never_arrived`` also one of which nobody knew whether it arrived: the person has asked.
    What follows is asked again; where the policy still says yes, it drafts it again. Raises
    ReasonMissing, NoSuchProceeding, WrongState and CaseNotOpen.
    """
    name = signed_name(by)
    if not name or not because.strip():
        raise ReasonMissing("say who takes it back, and why: it goes to the history")
    with tenant_scope(creditor.tenant_id):
        kept = locked(creditor, proceeding_id, (*OURS, FILING) if never_arrived else OURS)
        take_back(creditor.tenant_id, kept, because=because.strip(), today=today, actor=name)
        wake_cases(creditor.tenant_id, [kept.case_id], today=today)
        close_tenant_history(creditor.tenant_id)
    return kept


def locked(
    creditor: Creditor, proceeding_id: int, states: Sequence[str] = (), *, even_closed: bool = False
) -> store.Kept:
    """The proceeding with its case locked, inside the scope; in one of the states where named.

    With ``even_closed`` also where its case is closed. Raises NoSuchProceeding, WrongState and
    CaseNotOpen.
    """
    case_id = store.case_of(creditor.tenant_id, proceeding_id)
    if case_id is None:
        raise NoSuchProceeding(
            "{creditor} has no proceeding {proceeding_id}",
            creditor=creditor.name,
            proceeding_id=proceeding_id,
        )
    if even_closed:
        is_open_case(creditor.tenant_id, case_id)  # locked, whichever it is
    else:
        lock_open_case(creditor, case_id)
    kept = store.proceeding_of(creditor.tenant_id, proceeding_id)
    if states and kept.state not in states:
        raise WrongState(
            "{proceeding} is {state}, not {states:or}",
            state=kept.state,
            proceeding=kept.reference,
            states=list(states),
        )
    return kept
