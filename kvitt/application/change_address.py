"""A debtor has a new address: what could not be sent is planned anew and leaves again.

Letters that lie planned or printed are taken back first, so that none leaves to the old address.
The statutory time counts from the dispatch that works, since the step was not reached before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.application import standing_case
from kvitt.application.compose_letter import postal_lines
from kvitt.application.place_hold import NoOpenCase
from kvitt.application.revoke_dispatch import revoke_letters
from kvitt.channels.email import is_usable_address
from kvitt.domain.address import Address, NewAddress, changed, mark_of
from kvitt.domain.holds import SIDE_LETTERS
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import fresh_start, parties
from kvitt.store.cases import case_number
from kvitt.store.closing import add_event, wake_cases, withdraw_planned
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

ADDRESS_TASKS = ("find_address", "find_debtor", "came_back_late")
"""What a person was asked that a new address answers."""


class AddressUnchanged(Refusal):
    """The debtor has that address already, and letters reach it."""


class AddressNotUsable(Refusal):
    """No message could be sent to that address."""


@dataclass(frozen=True, slots=True)
class AddressChanged:
    """What a new address set going."""

    case_ids: tuple[int, ...]
    """The debtor's open cases with the creditor."""
    letters: tuple[tuple[int, str], ...]
    """Letters that are taken again: case and step."""
    begin_anew: tuple[int, ...]
    """Cases whose flow begins anew: a letter had reached somebody else or come back late."""

    def as_json(self, tenant_id: int) -> dict[str, object]:
        """For the command line."""
        return {
            "cases": [case_number(tenant_id, case_id) for case_id in self.case_ids],
            "letters": [[case_number(tenant_id, case_id), step] for case_id, step in self.letters],
            "begin_anew": [case_number(tenant_id, case_id) for case_id in self.begin_anew],
        }


def change_address(
    creditor: Creditor, case_id: int, new: NewAddress, *, because: str, today: date, actor: str
) -> AddressChanged:
    """Gives the case's debtor a new postal or e-mail address, on all its open cases.

    Planned letters, printed ones that are not posted and those that found no way are withdrawn with
    their unpaid fees; the flow plans them with the sums of the day. Cases that waited for an
    address go on. Raises NoOpenCase, AddressIncomplete, AddressNotUsable and AddressUnchanged.
    """
    tenant_id = creditor.tenant_id
    if new.email.strip() and not is_usable_address(new.email.strip()):
        raise AddressNotUsable("that is no e-mail address that mail can be sent to")
    with tenant_scope(tenant_id):
        case_ids = lock_debtors_cases(creditor, case_id)
        debtor = parties.debtor_of(tenant_id, case_id)
        after = changed(debtor.address, new)
        reached = addresses_of(after, creditor)
        if after == debtor.address and not set(reached) & set(debtor.unreachable):
            raise AddressUnchanged("the debtor has that address already, and it is in use")
        parties.move_debtor(tenant_id, debtor.id, after, reached=reached)
        letters = _take_letters_again(tenant_id, case_ids, because, today, actor)
        anew = _let_cases_go_on(tenant_id, case_ids, because, today, actor)
        salt = f"{tenant_id}-{debtor.id}"
        for one in case_ids:
            add_event(one, "address_changed", today=today, actor=actor, because=because,
                      before=mark_of(debtor.address, salt=salt), after=mark_of(after, salt=salt),
                      again=[step for of_case, step in letters if of_case == one])  # fmt: skip
        wake_cases(tenant_id, case_ids, today=today)
        close_tenant_history(tenant_id)
    return AddressChanged(tuple(case_ids), tuple(letters), tuple(anew))


def lock_debtors_cases(creditor: Creditor, case_id: int) -> list[int]:
    """Locks every open case of the case's debtor, inside the scope. Raises NoOpenCase."""
    try:
        standing_case.require_open_case(creditor, case_id)
    except standing_case.CaseNotOpen as no:
        raise NoOpenCase(no.sentence, case_id=case_id) from no
    case_ids = parties.lock_open_cases_of_debtor(creditor.tenant_id, case_id)
    if case_id not in case_ids:
        raise NoOpenCase("case {case_id} is closed: nothing is sent on it", case_id=case_id)
    return case_ids


def addresses_of(address: Address, creditor: Creditor) -> list[str]:
    """The address by each channel, as it stands with a dispatch."""
    lines = postal_lines(
        address.lines, address.postcode, address.city, address.country,
        from_country=creditor.country,
    )  # fmt: skip
    return [one for one in ("\n".join(lines), address.email) if one]


def _take_letters_again(
    tenant_id: int, case_ids: Sequence[int], because: str, today: date, actor: str
) -> list[tuple[int, str]]:
    """Withdraws what the flows planned; letters beside the flow stay planned and leave anew."""
    told = Sentence("the debtor has a new address: {because}", because=because)
    fresh_start.plan_refused_again(tenant_id, case_ids, today=today)
    waiting = fresh_start.planned_letters_of(tenant_id, case_ids)
    revoked = revoke_letters(
        tenant_id, case_ids, because=told, today=today, actor=actor, beside=tuple(SIDE_LETTERS)
    )
    withdraw_planned(tenant_id, case_ids, because=told, today=today, actor=actor)
    back = {one.notice_id for one in revoked if one.succeeded}
    waiting += fresh_start.letters_by_number(tenant_id, sorted(back))
    return [(letter.case_id, letter.step) for letter in waiting]


def _let_cases_go_on(
    tenant_id: int, case_ids: Sequence[int], because: str, today: date, actor: str
) -> list[int]:
    """Ends what waited for an address; the cases whose flow begins anew."""
    told = Sentence("the debtor has a new address: {because}", because=because)
    fresh_start.end_tasks_of(tenant_id, case_ids, ADDRESS_TASKS, today=today, by=actor,
                             outcome=told)  # fmt: skip
    late = fresh_start.held_cases(tenant_id, case_ids, "came_back_late", today=today)
    for case_id, notices in late.items():
        begin_after_return(tenant_id, case_id, notices, because=told, today=today, actor=actor)
    wrong = fresh_start.end_holds_of(tenant_id, case_ids, "wrong_recipient", today=today)
    for case_id in wrong:
        add_event(case_id, "case_resumed", today=today, actor=actor, hold="wrong_recipient",
                  because=told)  # fmt: skip
    return sorted({*late, *wrong})


def begin_after_return(
    tenant_id: int, case_id: int, returned: Sequence[int], *, because: str, today: date,
    actor: str,
) -> None:  # fmt: skip
    """The flow begins anew where a letter came back after the next one had left.

    Unpaid fees of the letter that came back and of those that rested on it are taken back. Inside
    the scope, on a locked case; the caller closes the history.
    """
    notices = fresh_start.letters_since(tenant_id, case_id, min(returned))
    fresh_start.begin_anew(tenant_id, case_id, notices, because=because, today=today, actor=actor)
    fresh_start.end_holds_of(tenant_id, [case_id], "came_back_late", today=today)
