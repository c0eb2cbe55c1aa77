"""What an auditor asks across cases: refusals, merges and their reasons, fees, times to answer."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.kept_sentences import inner_sentence
from kvitt.application.list_cases import own_tenants
from kvitt.kernel.sentence import Sentence
from kvitt.store import auditing
from kvitt.store.case_list import NEWEST
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor
from kvitt.store.session import tenant_scope

PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of a register: when, on which case, what, by whom, and why."""

    on: date
    case: str
    kind: str
    actor: str
    others: tuple[str, ...]
    """Numbers of other cases that it is about."""
    sentences: tuple[str, ...]
    amount_minor: int | None = None
    before_minor: int | None = None
    currency: str = ""
    reference: str = ""

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of a register, the newest first; ``more`` is where the next one begins."""

    rows: tuple[AuditRow, ...]
    more: int | None


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """How fast objections or complaints of a period were answered."""

    what: str
    """``dispute`` or ``complaint``."""
    came: int
    answered: int
    mean_tenths: int | None
    """Days to the answer, in tenths; None while none was answered."""
    late: int
    open_late: int

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def list_refusals(
    *, from_on: date, until_on: date, creditor: Creditor | None = None, before: int | None = None,
    most: int = PAGE,
) -> AuditPage:  # fmt: skip
    """What the law did not allow to be charged, and what was not sent, with the sentence of each.

    A page of the period, the newest first.
    """
    return _page(auditing.refusals, _refusal, creditor, from_on, until_on, before, most)


def list_merges(
    *, from_on: date, until_on: date, creditor: Creditor | None = None, before: int | None = None,
    most: int = PAGE,
) -> AuditPage:  # fmt: skip
    """Merges that were made, and those that were left out, each with its reason; newest first."""
    return _page(auditing.merges, _merge, creditor, from_on, until_on, before, most)


def list_grown_fees(
    *, from_on: date, until_on: date, creditor: Creditor | None = None, before: int | None = None,
    most: int = PAGE,
) -> AuditPage:  # fmt: skip
    """Agency's fees that grew to the heavy one: when, by how much and by which paragraph."""
    return _page(auditing.grown_fees, _grown, creditor, from_on, until_on, before, most)


def answer_times(
    *, from_on: date, until_on: date, today: date, creditor: Creditor | None = None
) -> list[AnswerTime]:
    """Objections and complaints that came in the period, and how fast they were answered."""
    tenants = [creditor.tenant_id] if creditor else own_tenants()
    with tenant_scope(*tenants):
        rows = auditing.answer_times(tenants, from_on=from_on, until_on=until_on, today=today)
    return [
        AnswerTime(
            row.what, row.came, row.answered,
            (20 * row.days + row.answered) // (2 * row.answered) if row.answered else None,
            row.late, row.open_late,
        )
        for row in rows
    ]  # fmt: skip


def _page(
    read: Callable[..., list[Any]], told: Callable[[Any], AuditRow], creditor: Creditor | None,
    from_on: date, until_on: date, before: int | None, most: int,
) -> AuditPage:  # fmt: skip
    tenants: Sequence[int] = [creditor.tenant_id] if creditor else own_tenants()
    with tenant_scope(*tenants):
        found = read(tenants, from_on=from_on, until_on=until_on, before=before or NEWEST,
                     most=most + 1)  # fmt: skip
    shown = found[:most]
    more = shown[-1].id if len(found) > most else None
    return AuditPage(tuple(told(row) for row in shown), more)


def _refusal(row: Any) -> AuditRow:
    sentences = [str(one) for one in json.loads(row.refused)] or [row.because]
    return AuditRow(
        row.on_day, case_number(row.tenant_id, row.case_id), row.kind, "", (),
        tuple(filter(None, sentences)),
    )  # fmt: skip


def _merge(row: Any) -> AuditRow:
    apart = [(str(number), str(why)) for number, why in json.loads(row.apart)]
    others = [str(one) for one in json.loads(row.cases)] + [number for number, _ in apart]
    sentences: list[str] = [
        Sentence("{number}: {why}", number=number, why=inner_sentence(why)) for number, why in apart
    ] or [row.because]
    kind = "left_apart" if apart else row.kind
    return AuditRow(
        row.on_day, case_number(row.tenant_id, row.case_id), kind, row.actor, tuple(others),
        tuple(filter(None, sentences)),
    )  # fmt: skip


def _grown(row: Any) -> AuditRow:
    return AuditRow(
        row.dated_on, case_number(row.tenant_id, row.case_id), row.kind, "", (),
        (row.arithmetic,) if row.arithmetic else (), row.amount_minor, row.before_minor,
        row.currency, row.reference,
    )  # fmt: skip
