"""A letter reached somebody who is not the debtor: everything stops, and nothing of it is owed.

The debtor never got those letters, so their fees fall, and what was paid of them is the debtor's
again. When the right address is known (`change_address`) the flow begins anew: the debtor gets
every letter of the law with its full time. Whoever got the letters by mistake gets no more of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.application.change_address import lock_debtors_cases
from kvitt.application.open_debtor_access import ADVISER, DEBTOR
from kvitt.application.place_hold import hold_in_scope
from kvitt.application.return_letter import NoSuchLetter
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import credit_notes, debtor_access, fresh_start, parties
from kvitt.store.cases import case_number
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.fresh_start import LetterFee
from kvitt.store.parties import LeftLetter
from kvitt.store.payments import add_booking, add_task, close_tenant_history
from kvitt.store.session import tenant_scope

HOLD = "wrong_recipient"


class AlreadyReported(Refusal):
    """The case stops already because a letter reached somebody else."""


@dataclass(frozen=True, slots=True)
class WrongRecipient:
    """What was stopped and what fell. Sums in whole minor units."""

    case_ids: tuple[int, ...]
    """The debtor's open cases with the creditor: all of them stop."""
    letters: tuple[LeftLetter, ...]
    """The letters that went to the address."""
    fallen_minor: int
    """Fees that were taken back."""
    to_pay_back_minor: int
    """What had been paid of them."""

    def as_json(self, tenant_id: int) -> dict[str, object]:
        """For the command line; without the address."""
        return {
            "cases": [case_number(tenant_id, case_id) for case_id in self.case_ids],
            "letters": [
                [case_number(tenant_id, letter.case_id), letter.step] for letter in self.letters
            ],
            "fallen_minor": self.fallen_minor,
            "to_pay_back_minor": self.to_pay_back_minor,
        }


def report_wrong_recipient(
    creditor: Creditor,
    case_id: int,
    *,
    because: str,
    today: date,
    actor: str,
    since: date | None = None,
) -> WrongRecipient:
    """Stops all open cases of the case's debtor, since a letter reached somebody else.

    The letters are those that left to the same address as the case's last one: nobody knows since
    when it was wrong, so all of them count, or those from ``since``. Raises NoOpenCase,
    NoSuchLetter and AlreadyReported.
    """
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        case_ids = lock_debtors_cases(creditor, case_id)
        if fresh_start.held_cases(tenant_id, [case_id], HOLD, today=today):
            raise AlreadyReported(
                "case {case_id} stops already: note the debtor's address when it is known",
                case_id=case_id,
            )
        debtor = parties.debtor_of(tenant_id, case_id)
        letters = _wrong_letters(parties.left_letters(tenant_id, debtor.id), case_id, since)
        parties.mark_addresses_unreachable(tenant_id, debtor.id, [letters[-1].address])
        fallen_minor = paid_minor = 0
        for one in case_ids:
            # Whoever got the letter got the code on it.
            debtor_access.end_codes(tenant_id, one, readers=[DEBTOR, ADVISER], today=today)
            _stop(tenant_id, one, letters, because, today, actor)
            fallen, paid = _let_fees_fall(tenant_id, one, letters, because, today, actor)
            fallen_minor, paid_minor = fallen_minor + fallen, paid_minor + paid
        close_tenant_history(tenant_id)
    return WrongRecipient(tuple(case_ids), letters, fallen_minor, paid_minor)


def _wrong_letters(
    left: Sequence[LeftLetter], case_id: int, since: date | None
) -> tuple[LeftLetter, ...]:
    of_case = [letter for letter in left if letter.case_id == case_id]
    if not of_case:
        raise NoSuchLetter(
            "no letter has left on case {case_id}: it can have reached nobody", case_id=case_id
        )
    address = of_case[-1].address
    found = tuple(
        letter
        for letter in left
        if letter.address == address
        and (since is None or letter.sent_on is None or letter.sent_on >= since)
    )
    if not found:
        raise NoSuchLetter(
            "no letter has left to that address since {since}", case_id=case_id, since=since
        )
    return found


def _stop(
    tenant_id: int, case_id: int, letters: Iterable[LeftLetter], because: str, today: date,
    actor: str,
) -> None:  # fmt: skip
    hold_in_scope(
        tenant_id, case_id, kind=HOLD, because=because, today=today, until_on=None,
        reason_code="wrong_delivery", actor=actor, event=HOLD,
    )  # fmt: skip
    steps = [letter.step for letter in letters if letter.case_id == case_id]
    add_event(case_id, "incident_recorded", today=today, actor=actor, incident=HOLD, letters=steps,
              because=Sentence("personal data of the debtor reached somebody else"))  # fmt: skip


def _let_fees_fall(
    tenant_id: int, case_id: int, letters: Sequence[LeftLetter], because: str, today: date,
    actor: str,
) -> tuple[int, int]:  # fmt: skip
    """Takes back what the letters charged on the case's claims: how much, and paid of it.

    A case that got one of the letters begins its flow anew.
    """
    told = Sentence("the letter reached somebody who is not the debtor: {because}", because=because)
    notices = [letter.notice_id for letter in letters]
    fees = fresh_start.letter_fees(tenant_id, case_id, notices)
    paid_minor = _give_back(tenant_id, case_id, fees, told, today)
    is_of_case = any(letter.case_id == case_id for letter in letters)
    if is_of_case or fees:
        fresh_start.begin_anew(tenant_id, case_id, notices, because=told, today=today,
                               actor=actor)  # fmt: skip
    if paid_minor:
        sentence = Sentence(
            "{paid_minor:money} was paid for letters that reached somebody else: it is "
            "the debtor's; pay it back or ask",
            paid_minor=paid_minor,
        )
        add_task(tenant_id, "refund_not_owed", sentence, today=today, case_id=case_id,
                 given={"amount_minor": paid_minor})  # fmt: skip
    return sum(fee.amount_minor for fee in fees), paid_minor


def _give_back(
    tenant_id: int, case_id: int, fees: Iterable[LetterFee], told: str, today: date
) -> int:
    """Money that was paid on the fees becomes the debtor's; the fees open again by it."""
    paid = [fee for fee in fees if fee.open_minor != fee.amount_minor]
    if not paid:
        return 0
    booking = add_booking(tenant_id, "fees not owed", today=today, note=told)
    given_minor = 0
    for fee in paid:
        claim = credit_notes.credited_claim(tenant_id, claim_id=fee.claim_id)
        if claim is not None:
            given_minor += credit_notes.give_back(
                tenant_id, booking, claim, [(fee.item_id, fee.kind)], None, today=today
            )
    return given_minor
