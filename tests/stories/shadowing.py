"""A creditor in shadow mode: its invoices as they come, its list, its days."""

from datetime import date, timedelta

from kvitt.application.approve_shadow_list import approve_shadow_list
from kvitt.application.draw_up_shadow_list import draw_up_shadow_list
from kvitt.application.run_day import run_day
from tests.stories import money

SINCE = date(2026, 1, 1)
TODAY = date(2026, 3, 16)
DUES = {"old": date(2025, 11, 3), "demand": date(2026, 1, 12), "reminder": date(2026, 2, 23)}


def connected(**profile):
    """A creditor that was connected today, its books as they stand in its own system."""
    return money.creditor_of_its_own(shadow_since=SINCE, **profile)


def owes(creditor, number, due_on, amount_minor=1000_00, **told):
    told = {"customer": f"C{number}", "name": f"Vera Lind {number}"} | told
    return money.owes(creditor, amount_minor, due_on, number=number, **told)


def shown(creditor, *, today=TODAY):
    return draw_up_shadow_list(creditor, today=today, by="Mona")


def lines(creditor, *, today=TODAY):
    return {line["invoice"]: line for line in shown(creditor, today=today).lines}


def approve(creditor, *, today=TODAY, **told):
    return approve_shadow_list(creditor, by="Mona", today=today, **told)


def signs(line):
    return [sign["kind"] for sign in line["signs"]]


def lives(creditor, first, last):
    """The letters that leave in these days."""
    sent = 0
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        sent += run_day(today=day, tenant_ids=[creditor.tenant_id]).sent.sent
    return sent


def unposted(creditor, amount_minor, on, **told):
    """Money that came in under a word of the payer's own and that nobody has placed."""
    payment = money.paid(creditor, amount_minor, on, **told)
    assert money.bank_brings(payment, today=on, name=str(told)).unmatched
