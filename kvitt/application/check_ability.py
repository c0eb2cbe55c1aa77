"""A credit bureau is asked whether the debtor can pay; and what is known of it on a day.

The question is noted and committed before the bureau is called: where a worker dies between, nobody
asks again by himself, because it may have been paid for. While a report counts no other one is
bought, but for a reason that a person gives.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from kvitt.application.book_outlay import book_report
from kvitt.application.change_address import lock_debtors_cases
from kvitt.application.gate import HeldBack, require_passage
from kvitt.application.keep_ability import combined, keep_report
from kvitt.application.plan_side_letter import SideLetterNotPlanned, plan_side_letter
from kvitt.domain.ability import OF_A_BUREAU, UNKNOWN, VALID_DAYS, Assessment, assess, unknown
from kvitt.integrations.credit_information.port import (
    Answer,
    AnswerLost,
    AnswerUnreadable,
    BureauNotAsked,
    BureauRefused,
    CreditBureau,
    Subject,
)
from kvitt.kernel.identity import InvalidIdentity, birth_day, parse_identity
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawNotKnown, law_book
from kvitt.law.livelihood import UnknownHousehold
from kvitt.law.statutory import was_minor
from kvitt.store import ability, holds
from kvitt.store.ability import AbilityReport
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.parties import lock_open_cases_of_debtor
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

LOST_DAYS = VALID_DAYS
"""Policy: a question whose answer was lost is not asked again for as long as a report counts."""

COPY = "practice.inquiry_copy_sent_by"
"""The dated setting of the country: who sends the person the copy of an inquiry."""


class NoBasis(Refusal):
    """A bureau is asked for a known purpose, on a legal basis that is said in words."""


class StillValid(Refusal):
    """A report counts still: another one is bought only for a reason."""


class AlreadyAsked(Refusal):
    """A bureau has been asked about the debtor and its answer is not there."""


class NobodyToAskAbout(Refusal):
    """The debtor has no identity number that a bureau would know."""


class DebtorIsMinor(Refusal):
    """The debtor was a minor when the claim arose: nobody is asked about a child."""


class CheckFailed(Refusal):
    """The bureau gave no answer that can be used; a person is asked."""


def valid_report(tenant_id: int, case_id: int, *, on: date) -> AbilityReport | None:
    """The latest report about the case's debtor that counts on that day; None without one."""
    return valid_reports(tenant_id, [case_id], on=on).get(case_id)


def valid_reports(tenant_id: int, case_ids: Sequence[int], *, on: date) -> dict[int, AbilityReport]:
    """As `valid_report`, for many cases in one read; a case without a report is left out."""
    with tenant_scope(tenant_id):
        return ability.latest_reports(tenant_id, case_ids, on=on)


def check_ability(
    creditor: Creditor,
    case_id: int,
    bureau: CreditBureau,
    *,
    basis_code: str,
    basis_text: str,
    today: date,
    actor: str,
    force_because: str = "",
) -> AbilityReport:
    """Asks the bureau about the case's debtor and keeps what it says; the report.

    It ends what waited for the check, unless nothing can be said: then a person is asked. Raises
    NoBasis, NoOpenCase, HeldBack, NobodyToAskAbout, DebtorIsMinor, StillValid, AlreadyAsked and
    CheckFailed.
    """
    if basis_code not in OF_A_BUREAU or not basis_text.strip():
        raise NoBasis(
            "say for what the bureau is asked ({reasons}), and the legal basis in words",
            reasons=list(OF_A_BUREAU),
        )
    purchase_id, subject = _noted(
        creditor, case_id, bureau.name, basis_code, basis_text.strip(), today, actor,
        force_because.strip(),
    )  # fmt: skip
    try:
        answer = bureau.check(subject)
    except BureauNotAsked as no:
        raise _failed(creditor, case_id, purchase_id, "not_sent", no, today, actor) from no
    except BureauRefused as no:
        raise _failed(creditor, case_id, purchase_id, "refused", no, today, actor) from no
    except AnswerUnreadable as no:
        raise _failed(creditor, case_id, purchase_id, "answered", no, today, actor,
                      source=bureau.name, is_person=subject.is_person) from no  # fmt: skip
    except AnswerLost as no:
        raise _failed(creditor, case_id, purchase_id, "unknown", no, today, actor,
                      source=bureau.name) from no  # fmt: skip
    return _answered(
        creditor, case_id, bureau.name, purchase_id, answer, basis_code, basis_text.strip(),
        subject.is_person, today, actor,
    )  # fmt: skip


def _noted(
    creditor: Creditor, case_id: int, source: str, basis_code: str, basis_text: str, today: date,
    actor: str, force_because: str,
) -> tuple[int, Subject]:  # fmt: skip
    """Notes the question before it is asked: of two at the same time one is asked."""
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        lock_debtors_cases(creditor, case_id)
        require_passage(creditor, case_id, "inquiry", on=today)
        debtor = ability.debtor_to_check(tenant_id, case_id)
        subject = _subject(debtor, today)
        _require_not_asked(tenant_id, debtor.debtor_id, today, force_because)
        _require_none_valid(tenant_id, case_id, today, force_because)
        told = {"case": case_id, "debtor": debtor.debtor_id, "is_person": subject.is_person,
                "source": source, "basis_code": basis_code, "basis_text": basis_text,
                "forced_because": force_because, "asked_on": today, "asked_by": actor}  # fmt: skip
        purchase_id = ability.add_purchase(tenant_id, told)
        add_event(case_id, "ability_asked", today=today, actor=actor, purchase=purchase_id,
                  source=source, because=basis_text)  # fmt: skip
        close_tenant_history(tenant_id)
    return purchase_id, subject


def _subject(debtor: ability.CheckedDebtor, today: date) -> Subject:
    if not debtor.identity_number:
        raise NobodyToAskAbout(
            "the debtor has no identity number: note it first (kvitt case identity)"
        )
    try:
        found = parse_identity(debtor.country, debtor.identity_number, on=today)
    except InvalidIdentity as no:
        raise NobodyToAskAbout(
            "the debtor's identity number is not one of its country: find the right one first"
        ) from no
    born_on = birth_day(found)
    if born_on is not None:
        age = was_minor(law_book(debtor.country), birth_day=born_on,
                        arose_on=debtor.issued_on or today)  # fmt: skip
        if age:
            raise DebtorIsMinor(
                "by the identity number the debtor was a minor when the claim arose: no bureau is "
                "asked; see whose debt it is, or close the case",
                reference=age.because.reference,
            )
    return Subject(debtor.country, found.kind == "person", found.number)


def _require_not_asked(tenant_id: int, debtor_id: int, today: date, force_because: str) -> None:
    after = today - timedelta(days=LOST_DAYS)
    waiting = ability.open_purchase(tenant_id, debtor_id, after=after)
    if waiting is None:
        return
    if not force_because:
        raise AlreadyAsked(
            "{source} was asked on {asked_on} and no answer is there: it may have been paid for; "
            "see whether it came, or ask again with a reason",
            purchase=waiting.id,
            source=waiting.source,
            asked_on=waiting.asked_on,
        )
    if waiting.state == "asked":
        ability.end_purchase(tenant_id, waiting.id, state="unknown", on=today,
                             sentence=Sentence("no answer was kept"))  # fmt: skip


def _require_none_valid(tenant_id: int, case_id: int, today: date, force_because: str) -> None:
    """What a person could not say is no reason not to ask; what was bought is one."""
    report = ability.latest_reports(tenant_id, [case_id], on=today).get(case_id)
    if report is None or force_because:
        return
    if report.verdict == UNKNOWN and report.purchase_id is None:
        return
    raise StillValid(
        "a report of {checked_on} ({source}) counts until {valid_until}: use it, or say why "
        "another one is bought",
        report=report.report_id,
        checked_on=report.checked_on,
        source=report.source,
        valid_until=report.valid_until,
    )


def _failed(
    creditor: Creditor, case_id: int, purchase_id: int, state: str, no: Refusal, today: date,
    actor: str, *, source: str = "", is_person: bool = False,
) -> CheckFailed:  # fmt: skip
    """Notes that no usable answer came, with the bytes that did, and asks a person.

    ``source`` is the bureau where the question may have been paid for all the same.
    """
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        document_id = None
        if isinstance(no, AnswerUnreadable):
            document_id = _keep(tenant_id, case_id, no.content, no.media_type, today)
        ability.end_purchase(tenant_id, purchase_id, state=state, on=today, sentence=no.sentence,
                             document_id=document_id)  # fmt: skip
        holds.add_task(tenant_id, case_id, "check_ability",
                       Sentence("find out whether the debtor can pay: {why}", why=no.sentence),
                       today=today)  # fmt: skip
        add_event(case_id, "ability_not_told", today=today, actor=actor, purchase=purchase_id,
                  because=no.sentence)  # fmt: skip
        if source:
            book_report(creditor, case_id, purchase_id, source=source, cost_minor=None,
                        today=today, by=actor)  # fmt: skip
        if is_person:
            _send_copy(creditor, case_id, purchase_id, today, actor)
        close_tenant_history(tenant_id)
    return CheckFailed(no.sentence, purchase=purchase_id)


def _answered(
    creditor: Creditor, case_id: int, source: str, purchase_id: int, answer: Answer,
    basis_code: str, basis_text: str, is_person: bool, today: date, actor: str,
) -> AbilityReport:  # fmt: skip
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        lock_open_cases_of_debtor(tenant_id, case_id)
        debtor = ability.debtor_to_check(tenant_id, case_id)
        document_id = _keep(tenant_id, case_id, answer.content, answer.media_type, today)
        ability.end_purchase(tenant_id, purchase_id, state="answered", on=today,
                             cost_minor=answer.cost_minor, document_id=document_id)  # fmt: skip
        book_report(creditor, case_id, purchase_id, source=source, cost_minor=answer.cost_minor,
                    today=today, by=actor)  # fmt: skip
        known = combined(tenant_id, case_id, answer.known, today=today)
        found: Assessment
        try:
            found = assess(known.finances, is_person=is_person, debt_minor=debtor.debt_minor,
                           on=today, book=law_book(creditor.country))  # fmt: skip
        except (LawNotKnown, UnknownHousehold) as no:  # it is paid for: it is kept all the same
            found = unknown(no.sentence)
        report = keep_report(
            creditor, case_id, debtor.debtor_id, known, found, source=source,
            purchase_id=purchase_id, basis_code=basis_code, basis_text=basis_text, today=today,
            actor=actor,
        )  # fmt: skip
        if is_person:
            _send_copy(creditor, case_id, purchase_id, today, actor)
        close_tenant_history(tenant_id)
    return report


def _send_copy(creditor: Creditor, case_id: int, purchase_id: int, today: date, actor: str) -> None:
    """Plans the person's copy of the inquiry where it is not the bureau that sends it."""
    book = law_book(creditor.country)
    if COPY not in book.names() or book.value(COPY, on=today).amount != "us":
        return
    try:
        plan_side_letter(creditor, case_id, kind="ability_notice", source_id=purchase_id,
                         today=today, actor=actor)  # fmt: skip
    except (HeldBack, SideLetterNotPlanned) as no:
        holds.add_task(
            creditor.tenant_id,
            case_id,
            "tell_inquiry",
            Sentence("send the copy of the credit inquiry by other means: {why}", why=no.sentence),
            today=today,
        )


def _keep(tenant_id: int, case_id: int, content: bytes, media_type: str, today: date) -> int:
    return ability.keep_answer(tenant_id, case_id, content, name="answer of the credit bureau",
                               media_type=media_type, on=today)  # fmt: skip
