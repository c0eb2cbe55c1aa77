"""What the attacked texts and conditions may name, with honest values."""

from datetime import date

from kvitt.domain.condition import Kind
from kvitt.domain.user_text import Variable

TEXT = Variable("text", "")
VARIABLES = {
    "creditor": Variable("text", "", "Fjord"),
    "letters_sent": Variable("number", "", 2),
    "is_business": Variable("yes_no", "", False),
    "to_pay": Variable("text", "", "1 000,00 kr", may_lack=True),
    "invoices": Variable(
        "list", "", [{"number": "1001", "amount": "5 kr"}], {"number": TEXT, "amount": TEXT}
    ),
}
GIVEN = {name: variable.example for name, variable in VARIABLES.items()}

CONDITION_VARIABLES: dict[str, Kind] = {
    "balance_minor": "number",
    "stage": "text",
    "is_held": "yes_no",
    "due_on": "day",
    "on": "day",
}
ASKED = {
    "balance_minor": 25_000,
    "stage": "reminded",
    "is_held": False,
    "due_on": date(2026, 2, 28),
    "on": date(2026, 3, 1),
}
