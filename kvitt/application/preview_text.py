"""Previewing a text: filled for up to fifty of the creditor's own cases, before anybody uses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.case_view import CaseView
from kvitt.application.edit_text import CASE_VARIABLES, TEXT, checked_text
from kvitt.application.keep_versions import Refused
from kvitt.application.show_case import show_case
from kvitt.documents.wording import Wording, wording
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.store.session import tenant_scope
from kvitt.store.text_templates import TextVersion, sample_cases

SAMPLE = 50
EXAMPLE = "example"
"""What stands for a case number where the creditor has no case yet."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The text for one case, or why it has none."""

    case: str
    text: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A version of a text as the creditor's cases would get it."""

    version: TextVersion
    filled: tuple[Filled, ...]

    @property
    def refused(self) -> tuple[Filled, ...]:
        """The cases for which the text cannot be filled."""
        return tuple(one for one in self.filled if one.refused)


class CaseHasNoText(Refusal):
    """Nothing is written about a case whose claims went on to another one."""


def preview_text(creditor: Creditor, version_id: int, *, by: str, today: date) -> Preview:
    """Fills the version for a sample of cases and notes that somebody looked.

    Raises VersionNotFound and NobodyNamed.
    """
    made: list[Filled] = []

    def count(version: TextVersion) -> dict[str, int]:
        made.extend(filled_for_sample(creditor, version, today=today))
        return {"cases": len(made), "refused": sum(bool(one.refused) for one in made)}

    version = TEXT.preview(creditor, version_id, count, by=by, today=today)
    return Preview(version, tuple(made))


def filled_for_sample(creditor: Creditor, version: TextVersion, *, today: date) -> list[Filled]:
    """The version filled for the sample; by the example values where there is no case yet."""
    views = sample_views(creditor, today=today)
    if not views:
        example = {name: one.example for name, one in CASE_VARIABLES.items()}
        return [_filled(version, EXAMPLE, example)]
    return [_filled(version, view.number, case_values(view, version.language)) for view in views]


def refused_of_sample(
    creditor: Creditor, version: TextVersion, *, today: date
) -> Sequence[Refused]:
    """The cases of the sample for which the version cannot be filled."""
    made = filled_for_sample(creditor, version, today=today)
    return [Refused(one.case, one.refused) for one in made if one.refused]


def sample_views(creditor: Creditor, *, today: date) -> list[CaseView]:
    """Up to fifty of the creditor's cases, of each sort that it has: what users write is tried."""
    with tenant_scope(creditor.tenant_id):
        case_ids = sample_cases(creditor.tenant_id, SAMPLE)
    return [show_case(f"{creditor.tenant_id}-{case_id}", today=today) for case_id in case_ids]


def _filled(version: TextVersion, case: str, given: dict[str, Any]) -> Filled:
    try:
        return Filled(case, checked_text(version.body, version.purpose).fill(given))
    except Refusal as no:
        return Filled(case, "", no.sentence)


def words_for_case(version: TextVersion, view: CaseView) -> str:
    """The version's words for the case; empty where it leaves its place empty.

    Raises VariableIsMissing and others where it cannot be filled for this case: then nothing is
    sent that lacks a word.
    """
    return checked_text(version.body, version.purpose).fill(case_values(view, version.language))


def case_values(view: CaseView, language: str) -> dict[str, Any]:
    """What texts may name of the case, as plain values in the text's language.

    Raises CaseHasNoText.
    """
    if not view.invoices:
        raise CaseHasNoText(
            "the claims of case {case} went on to case {merged_into}: write about that one",
            case=view.number,
            merged_into=view.merged_into,
        )
    words = wording(language)
    due_on = min(date.fromisoformat(invoice["due_on"]) for invoice in view.invoices)
    to_pay = view.to_pay_minor
    return {
        "creditor": view.creditor,
        "debtor": view.debtor,
        "is_business": view.debtor_kind == "business",
        "case_number": view.number,
        "to_pay": None if to_pay is None else _money(words, view, to_pay),
        "on": words.day(view.on),
        "due_on": words.day(due_on),
        "days_late": max((view.on - due_on).days, 0),
        "letters_sent": sum(notice["state"] == "sent" for notice in view.notices),
        "pay_to": view.pay_to_number,
        "is_closed": view.closed_on is not None,
        "invoices": [_invoice(words, view, invoice) for invoice in view.invoices],
    }


def _invoice(words: Wording, view: CaseView, invoice: dict[str, Any]) -> dict[str, str]:
    return {
        "number": invoice["invoice_number"],
        "issued_on": words.day(date.fromisoformat(invoice["issued_on"])),
        "due_on": words.day(date.fromisoformat(invoice["due_on"])),
        "amount": _money(words, view, invoice["principal_minor"]),
    }


def _money(words: Wording, view: CaseView, amount_minor: int) -> str:
    return words.money(amount_minor, view.currency, country=view.country)
