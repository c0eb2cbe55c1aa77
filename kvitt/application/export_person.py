"""What is held on a person, handed out to that person: one file with everything, in the open.

Data that others gave in confidence and internal notes of the office are not in it.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

from kvitt.application.debtor_case import debtor_case
from kvitt.application.list_threads import list_threads, show_thread, speaker
from kvitt.store.cases import CaseKey, stored_letter
from kvitt.store.closing import add_event
from kvitt.store.creditors import creditor_of
from kvitt.store.debtor_pages import person_of
from kvitt.store.history import close_history
from kvitt.store.session import tenant_scope

FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
EVENTS_TOLD = ("on", "kind", "title", "sentence")


def export_person(keys: Sequence[CaseKey], *, today: date, actor: str) -> bytes:
    """A ZIP with ``data.json`` and every letter of the person's cases; each case's history says so.

    The same day's export of the same data has the same bytes.
    """
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        told = [_case(key, packed, today) for key in keys]
        whole = {"made_on": today.isoformat(), "cases": told}
        _put(packed, "data.json", json.dumps(whole, ensure_ascii=False, indent=1, default=str))
    for key in keys:
        with tenant_scope(key.tenant_id):
            add_event(key.case_id, "personal_data_exported", today=today, actor=actor)
            close_history(key.tenant_id)
    return kept.getvalue()


def _case(key: CaseKey, packed: zipfile.ZipFile, today: date) -> dict[str, Any]:
    case = debtor_case(key, today=today)
    shown = case.view.as_json()
    shown["history"] = [
        {name: event[name] for name in EVENTS_TOLD if name in event} for event in shown["history"]
    ]
    shown.pop("tasks")  # what the office asks itself
    with tenant_scope(key.tenant_id):
        person = person_of(key.tenant_id, key.case_id)._asdict()
        creditor = creditor_of(key.tenant_id)
    for letter in case.view.letters:
        _letter(key, letter, packed)
    reader = speaker(creditor, key.case_id, "debtor", "")
    threads = [
        show_thread(creditor, thread["thread"], reader).as_json()
        for thread in list_threads(reader, creditor=creditor, case_id=key.case_id)
    ]
    disputes = [one._asdict() for one in case.disputes]
    return {"person": person, "case": shown, "explained": case.explained.as_json(),
            "disputes": disputes, "conversations": threads}  # fmt: skip


def _letter(key: CaseKey, letter: dict[str, Any], packed: zipfile.ZipFile) -> None:
    with tenant_scope(key.tenant_id):
        stored = stored_letter(key, letter["id"])
    if stored is not None:
        _put(packed, f"letters/{key.number}/{stored.name}", stored.content)


def _put(packed: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    packed.writestr(zipfile.ZipInfo(name, FIRST_DAY_OF_ZIP), content, zipfile.ZIP_DEFLATED)
