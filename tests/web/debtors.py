"""Debtors at their pages: signed in with the code of a letter, or with an identity."""

from datetime import date
from itertools import count

from kvitt.application.open_debtor_access import (
    DebtorAccess,
    access_by_identity,
    new_code,
    secret_of_codes,
)
from kvitt.kernel.reference import luhn_check_digit
from kvitt.store.cases import case_key
from kvitt.store.session import query, tenant_scope

_numbers = count(100)


def person() -> str:
    """The identity number of a made-up person whom no other test has."""
    digits = f"900313{next(_numbers):03d}"
    return f"19{digits}{luhn_check_digit(digits)}"


def code_of(number: str, *, day, reader: str = "debtor") -> str:
    """A code that opens the case."""
    return new_code(case_key(number), reader=reader, secret=secret_of_codes(), today=day, by="test")


def entered(client, number: str, *, day, reader: str = "debtor"):
    """The client behind the entrance, by a code."""
    code = code_of(number, day=day, reader=reader)
    answer = client.post("/my/enter/", {"number": number, "code": code})
    assert answer.status_code == 302, answer.content
    return client


def known(client, identity: str):
    """The client behind the entrance, as the broker of identities would have led it there."""
    kept: DebtorAccess = access_by_identity(identity)
    session = client.session
    session["debtor"] = {
        "cases": [key.number for key in kept.cases], "reader": kept.reader, "by": kept.by,
        "number": "", "serial": 0,
    }  # fmt: skip
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def of_person(bill, identity: str):
    """The invoice, made out to that person."""
    return bill._replace(debtor=bill.debtor._replace(identity=identity))


def holds(number: str) -> list[tuple[str, date | None]]:
    """The holds of the case: kind and last day."""
    key = case_key(number)
    with tenant_scope(key.tenant_id):
        return query(
            "select kind, until_on from hold where case_id = %s order by id", (key.case_id,)
        )


def told_in_history(number: str, kind: str) -> list[str]:
    """Who did what the history calls so."""
    key = case_key(number)
    with tenant_scope(key.tenant_id):
        rows = query(
            "select actor from history where case_id = %s and kind = %s", (key.case_id, kind)
        )
    return [row[0] for row in rows]
