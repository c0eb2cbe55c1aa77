"""A creditor says how it is reached: address, e-mail, phone and website, as letters print them.

Its name, number, country and accounts are the agency's to change: money and law hang on them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kvitt.intake.cells import is_email
from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor, creditor_of, lock_creditor, save_contact
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

MOST_LINES, MOST_CHARACTERS = 5, 80
"""Policy: what stands in the head of a letter without breaking it."""


class ProfileUnclear(Refusal):
    """A part of the profile cannot stand on a letter."""


def change_profile(
    creditor: Creditor,
    *,
    address_lines: Sequence[str],
    email: str = "",
    phone: str = "",
    website: str = "",
    today: date,
    by: str,
) -> Creditor:
    """Changes how the creditor is reached, from the next letter on; the creditor with it.

    Where nothing changes nothing is noted. Raises ProfileUnclear.
    """
    lines = tuple(line.strip() for line in address_lines if line.strip())
    parts = {"email": email.strip(), "phone": phone.strip(), "website": website.strip()}
    _require_sense(lines, parts)
    with tenant_scope(creditor.tenant_id):
        lock_creditor(creditor.tenant_id)
        before = creditor_of(creditor.tenant_id)
        after = replace(
            before, address_lines=lines, email=parts["email"] or None,
            phone=parts["phone"] or None, website=parts["website"] or None,
        )  # fmt: skip
        if after == before:
            return before
        save_contact(after)
        changed = [name for name in ("address_lines", *parts)
                   if getattr(before, name) != getattr(after, name)]  # fmt: skip
        add_event(None, "profile_changed", today=today, actor=by,
                  before={name: getattr(before, name) for name in changed},
                  after={name: getattr(after, name) for name in changed})  # fmt: skip
        close_tenant_history(creditor.tenant_id)
    return after


def _require_sense(lines: Sequence[str], parts: dict[str, str]) -> None:
    if not lines:
        raise ProfileUnclear("letters need an address of the creditor: write one")
    if len(lines) > MOST_LINES or any(len(one) > MOST_CHARACTERS for one in lines):
        raise ProfileUnclear(
            "an address has at most {most_lines} lines of {most} characters",
            most_lines=MOST_LINES,
            most=MOST_CHARACTERS,
        )
    if parts["email"] and not is_email(parts["email"]):
        raise ProfileUnclear("that is no e-mail address: write one such as name@company.example")
    if any(len(text) > MOST_CHARACTERS for text in parts.values()):
        raise ProfileUnclear("each part has at most {most} characters", most=MOST_CHARACTERS)
