"""How the debtors of the demo behave: most pay, some late, some wrong, a few never.

Each invoice has one habit, drawn from its number: the same demo every time.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kvitt.simulators.demo_invoices import DemoInvoice

HABITS = (
    ("in time", 50),
    ("after the friendly reminder", 11),
    ("after the second letter", 9),
    ("after the demand", 6),
    ("never", 7),
    ("half first", 4),
    ("only the invoice", 2),
    ("too much", 3),
    ("wrong reference", 3),
    ("no reference", 3),
    ("twice", 1),
    ("taken back", 1),
)
"""Habit and how many of a hundred invoices have it."""
LETTER_OF_HABIT = {
    "after the friendly reminder": 1,
    "after the second letter": 2,
    "after the demand": 3,
    "half first": 1,
    "only the invoice": 2,
    "taken back": 1,
}
"""The letter that brings the debtor to pay."""
TOO_MUCH_MINOR = 100_00


@dataclass(frozen=True, slots=True)
class Transfer:
    """A payment that a debtor orders, as the bank will report it."""

    on: date
    """The day it reaches the account, unless that is no bank day."""
    invoice: DemoInvoice
    amount_minor: int | None
    """None: all that is owed on the day, as the letter tells the debtor to ask for."""
    reference: str
    text: str = ""
    is_reversal: bool = False


def habit_of(invoice: DemoInvoice, *, seed: str) -> str:
    """The habit of the invoice's debtor."""
    names, weights = zip(*HABITS, strict=True)
    habit: str = Random(f"{seed} habit {invoice.number}").choices(names, weights)[0]
    return habit


def without_being_asked(invoice: DemoInvoice, *, seed: str) -> list[Transfer]:
    """What the debtor pays by the invoice alone."""
    habit = habit_of(invoice, seed=seed)
    chance = Random(f"{seed} pays {invoice.number}")
    on = invoice.due_on - timedelta(days=chance.randrange(0, 5))
    amount_minor, reference = invoice.amount_minor, invoice.reference
    if habit == "in time":
        return [Transfer(on, invoice, amount_minor, reference)]
    if habit == "half first":
        return [Transfer(on, invoice, amount_minor // 2, reference)]
    if habit == "too much":
        return [Transfer(on, invoice, amount_minor + TOO_MUCH_MINOR, reference)]
    if habit == "wrong reference":
        wrong = reference[:-2] + str((int(reference[-2]) + 1) % 10) + reference[-1]
        return [Transfer(on, invoice, amount_minor, wrong)]
    if habit == "no reference":
        text = f"{invoice.number} {invoice.debtor.name}"
        return [Transfer(on, invoice, amount_minor, "", text)]
    if habit == "twice":
        again = Transfer(on + timedelta(days=6), invoice, amount_minor, reference)
        return [Transfer(on, invoice, amount_minor, reference), again]
    return []


def after_a_letter(invoice: DemoInvoice, *, letter: int, on: date, seed: str) -> list[Transfer]:
    """What the debtor pays after the invoice's first, second or third letter, got on that day."""
    habit = habit_of(invoice, seed=seed)
    if LETTER_OF_HABIT.get(habit) != letter:
        return []
    chance = Random(f"{seed} letter {letter} {invoice.number}")
    paid_on = on + timedelta(days=chance.randrange(2, 8))
    if habit == "only the invoice":
        return [Transfer(paid_on, invoice, invoice.amount_minor, invoice.reference)]
    if habit == "taken back":
        amount_minor = invoice.amount_minor
        back_on = paid_on + timedelta(days=9)
        return [
            Transfer(paid_on, invoice, amount_minor, invoice.reference),
            Transfer(back_on, invoice, amount_minor, invoice.reference, is_reversal=True),
        ]
    return [Transfer(paid_on, invoice, None, invoice.reference)]
