"""Previewing a letter: what would leave today for a suggestion, made for real and taken back.

The night's own way is gone through to the letter's bytes, and nothing of it is kept.
"""

from datetime import date

from django.db import transaction

from kvitt.application.defer_case import defer_case
from kvitt.application.outgoing import outgoing, print_folder
from kvitt.application.prepare_letters import Sender, prepare_chunk
from kvitt.application.revoke_dispatch import revoke_letters
from kvitt.application.run_cases import run_cases
from kvitt.channels.letter import PrintFolder
from kvitt.domain.automation import YES_COUNTS_DAYS
from kvitt.domain.holds import beside_taken_back
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.store.automation import answer, living
from kvitt.store.closing import wake_cases
from kvitt.store.creditors import Creditor, agency_or_none
from kvitt.store.notices import planned_notice_of
from kvitt.store.payments import lock_cases
from kvitt.store.session import tenant_scope


class _LooksOnly(PrintFolder):
    """The letter folder, of which nothing is taken back."""

    def revoke(self, key: str, *, on: date) -> bool:
        """Whether the letter could be taken back."""
        return self.can_revoke(key, on=on)


class NoLetterToShow(Refusal):
    """No letter would leave on the case today; the sentence says so."""


def preview_letter(creditor: Creditor, case_id: int, *, today: date) -> bytes:
    """The PDF that would leave today if the case's suggestion were accepted.

    Raises NoLetterToShow; nothing is ever changed.
    """
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        try:
            return _made(creditor, case_id, today)
        finally:
            transaction.set_rollback(True)


def _made(creditor: Creditor, case_id: int, today: date) -> bytes:
    tenant_id = creditor.tenant_id
    lock_cases(tenant_id, {case_id: today})
    found = living(tenant_id, case_ids=[case_id], state="open")
    if not found:
        raise NoLetterToShow("no letter of this case waits for an answer", case_id=case_id)
    cases = sorted({case_id, *found[0].with_cases})
    answer(
        tenant_id, [found[0].suggestion_id], "accepted", from_states=("open",),
        until=today + YES_COUNTS_DAYS * ONE_DAY, reason="", today=today, by="preview",
    )  # fmt: skip
    wake_cases(tenant_id, cases, today=today)
    run_cases(tenant_id, today=today, case_ids=cases)
    notice_id = planned_notice_of(tenant_id, case_id)
    if notice_id is None:
        raise NoLetterToShow(
            "the letter would not leave today: something came in between", case_id=case_id
        )
    return letter_of_notice(creditor, notice_id, today=today)


def preview_deferral(
    creditor: Creditor, case_id: int, *, until: date, because: str, interest: str, today: date
) -> bytes:
    """The PDF that would confirm that much more time to the debtor of the case.

    Raises what `defer_case` raises, and NoLetterToShow; nothing is ever changed.
    """
    with tenant_scope(creditor.tenant_id):
        try:
            # First what would be called back, by looking alone: the folder is no part of what is
            # taken back afterwards.
            revoke_letters(
                creditor.tenant_id, [case_id], because=because, today=today,
                folder=_LooksOnly(print_folder().root), beside=beside_taken_back("deferral"),
            )  # fmt: skip
            given = defer_case(
                creditor, case_id, until=until, because=because, interest=interest,
                by="creditor", today=today, actor="preview",
            )  # fmt: skip
            return letter_of_notice(creditor, given.notice_id, today=today)
        finally:
            transaction.set_rollback(True)


def letter_of_notice(creditor: Creditor, notice_id: int, *, today: date) -> bytes:
    """The bytes of a planned letter as it would leave today, inside the creditor's scope.

    The caller takes everything back. Raises NoLetterToShow.
    """
    with outgoing() as channels:
        sender = Sender(creditor, agency_or_none(), law_book(creditor.country), today, channels)
        chunk = prepare_chunk(sender, after=notice_id - 1, limit=1)
    if not chunk.prepared:
        raise NoLetterToShow("the letter cannot be made today: see the case for what is missing")
    return bytes(chunk.prepared[0].new.documents[0].content)
