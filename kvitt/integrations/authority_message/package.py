"""A message to an authority as structured data, with a schema of ours.

Kronofogden knows reductions and withdrawals as transactions, ELAN knows changes of a petition, but
neither shows their fields publicly: the file says that its syntax is unverified. It lies beside the
PDF for a person who tells the authority, or for a converter once the syntax is known. Amounts are
whole öre or øre.
"""

import json
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator

from kvitt.domain.authority_message import AuthorityMessage, by_part
from kvitt.domain.filing import FiledParty
from kvitt.kernel.refusal import Refusal

FORMAT, VERSION = "kvitt-authority-message", 1
SYNTAX = "unverified"
"""Whether an authority has confirmed that its systems read the file: none has."""


class MessageNotValid(Refusal):
    """The message does not fit the published schema and is not handed out."""


def message_package(message: AuthorityMessage) -> bytes:
    """The message's JSON, the same bytes every time. Raises MessageNotValid."""
    told = _message(message)
    wrong = (error.absolute_path for error in _validator().iter_errors(told))
    places = sorted({"/".join(map(str, path)) or "(root)" for path in wrong})
    if places:
        raise MessageNotValid(
            "The message {message} is not as its schema asks: look at {places}",
            places=places,
            message=message.reference,
        )
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def schema() -> dict[str, Any]:
    """The published schema of the JSON."""
    file = resources.files("kvitt.integrations.authority_message") / "schema.json"
    read: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return read


def _message(message: AuthorityMessage) -> dict[str, Any]:
    title = message.title
    return {
        "format": FORMAT,
        "version": VERSION,
        "file_syntax": SYNTAX,
        "message": message.kind,
        "because": message.because,
        "reference": message.reference,
        "written_on": f"{message.written_on}",
        "country": message.country,
        "currency": message.currency,
        "authority": message.authority,
        "proceeding": {
            "kind": message.filed_as,
            "reference": message.filed_reference,
            "authority_number": message.authority_number or None,
            "filed_on": f"{message.filed_on}",
            "title": None
            if title is None
            else {"kind": title.kind, "number": title.number, "given_on": f"{title.given_on}"},
        },
        "creditor": _party(message.creditor),
        "agent": _party(message.agent) if message.agent else None,
        "debtor": _party(message.debtor),
        "less": [
            {
                "invoice_number": one.invoice_number,
                "part": one.kind,
                "because": one.because,
                "on": f"{one.on_day}",
                "amount_minor": one.amount_minor,
            }
            for one in message.less
        ],
        "less_sums": {f"{part}_minor": minor for part, minor in by_part(message.less).items()},
        "left": [one._asdict() for one in message.left],
        "released": [
            {"kind": one.kind, "taken_on": f"{one.taken_on}", "amount_minor": one.amount_minor}
            for one in message.entries
        ],
        "statute": message.statute,
        "signed_by": message.signed_by,
    }


def _party(party: FiledParty) -> dict[str, Any]:
    return {**party._asdict(), "address_lines": list(party.address_lines)}


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
