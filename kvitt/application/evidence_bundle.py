"""The evidence of a case in one file: its sheet, every letter byte for byte, data, and digests.

Whoever gets it can check it without us: its digests are listed and signed (`sealed_zip`), each
event stands with the hash of its link in the history's chain, and ``case.json`` holds every amount
with the arithmetic that gives it.
"""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kvitt.application.case_view import CaseView
from kvitt.application.case_words import actor_word, item_word
from kvitt.application.explain_case import explain_case
from kvitt.application.money_and_days import amount_text, day_text, money_text
from kvitt.application.sealed_zip import BundleFile, sealed_zip
from kvitt.application.show_case import show_case
from kvitt.documents.evidence import EvidenceSheet, render_evidence
from kvitt.store import evidence
from kvitt.store.closing import add_event
from kvitt.store.creditors import agency_or_none
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

_UNUSUAL = re.compile(r"[^\w.\- ]+")
LONGEST_NAME = 80


def evidence_bundle(reference: str, *, today: date, by: str) -> bytes:
    """The evidence of the case as it stands today, as a ZIP; that it was taken goes to its history.

    Raises CaseNotFound and CaseAmbiguous.
    """
    view = show_case(reference, today=today)
    with tenant_scope(view.tenant_id):
        files = [*_letters(view), *_sent_along(view), *_for_programs(view, today)]
        add_event(view.case_id, "evidence_taken", today=today, actor=by, files=len(files))
        close_tenant_history(view.tenant_id)
    sheet = BundleFile("evidence.pdf", render_evidence(_sheet(view, files, today)))
    return sealed_zip([sheet, *files])


def _letters(view: CaseView) -> list[BundleFile]:
    """Each document exactly as it was sent or came in."""
    return [
        BundleFile(f"letters/{one.made_on}-{one.id}-{_plain(one.name)}", bytes(one.content))
        for one in evidence.documents_of_case(view.tenant_id, view.case_id)
    ]


def _sent_along(view: CaseView) -> list[BundleFile]:
    """What came with objections and messages."""
    of_disputes = evidence.dispute_files_of_case(view.tenant_id, view.case_id)
    of_messages = evidence.message_files_of_case(view.tenant_id, view.case_id)
    return [
        BundleFile(f"objections/{one.id}-{_plain(one.name)}", bytes(one.content))
        for one in of_disputes
    ] + [
        BundleFile(f"messages/{one.id}-{_plain(one.name)}", bytes(one.content))
        for one in of_messages
    ]


def _for_programs(view: CaseView, today: date) -> list[BundleFile]:
    """The case, its sums with their arithmetic, its messages and its history, for programs."""
    explained = explain_case(view.number, today=today)
    messages = evidence.messages_of_case(view.tenant_id, view.case_id)
    chain = evidence.history_with_links(view.tenant_id, view.case_id)
    return [
        _json("case.json", view.as_json()),
        _json("explained.json", explained.as_json()),
        _json("messages.json", [one._asdict() for one in messages]),
        _json("history.json", [
            {**one._asdict(), "given": json.loads(one.given)} for one in chain
        ]),
    ]  # fmt: skip


def _json(name: str, told: Any) -> BundleFile:
    written = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    return BundleFile(name, (written + "\n").encode())


def _sheet(view: CaseView, files: Sequence[BundleFile], today: date) -> EvidenceSheet:
    language = (get_language() or "en").split("-")[0]
    agency = agency_or_none()
    to_pay = "–" if view.to_pay_minor is None else money_text(view.to_pay_minor, view.currency)
    return EvidenceSheet(
        language=language, country=view.country, made_on=today,
        agency=agency.name if agency else view.creditor,
        title=_("Evidence of case %(case)s") % {"case": view.number},
        lead=_("As the case stood at the end of %(day)s.") % {"day": day_text(today)},
        meta=[
            (_("Creditor"), view.creditor), (_("Debtor"), view.debtor),
            (_("Since"), day_text(view.opened_on)),
        ],
        rows_heading=_("The sum, explained"), row_columns=(_("What"), _("Open")),
        rows=[(item_word(one.kind), one.because, amount_text(one.open_minor))
              for one in view.items],
        total_label=_("To pay"), total=to_pay, history_heading=_("What happened"),
        history_columns=(_("Day"), _("What"), _("Who")),
        history=[(day_text(one.on), one.title, one.sentence, actor_word(one.actor))
                 for one in view.history],
        files_heading=_("Files beside this sheet, with their SHA-256"),
        files=[(one.name, one.sha256) for one in files],
        page_label=_("Page {page} of {pages}"),
    )  # fmt: skip


def _plain(name: str) -> str:
    """A name that every system can keep, without folders."""
    return _UNUSUAL.sub("-", name.rsplit("/", 1)[-1]).strip(". ")[-LONGEST_NAME:] or "file"
