"""A portfolio of made-up invoices, and the days on which it goes through the Swedish steps.

The due days are spread over a month around 1 July 2025, when the rate of late interest changed:
about one claim in four gets its interest in two parts.
"""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from kvitt.application.add_creditor import add_creditor
from kvitt.application.register_invoices import Registered, register_invoices
from kvitt.application.run_cases import run_cases
from kvitt.intake.invoice import DebtorIn, InvoiceIn
from kvitt.intake.read import iterate_invoices
from kvitt.kernel.reference import luhn_check_digit
from kvitt.store.creditors import Creditor
from kvitt.store.session import execute, tenant_scope

REGISTERED_ON = date(2025, 6, 20)
FIRST_DUE_ON = date(2025, 6, 23)
DUE_DAYS = 30
FRIENDLY_ON, REMINDER_ON, DEMAND_ON = date(2025, 7, 28), date(2025, 8, 7), date(2025, 8, 20)
REMINDER_MINOR, DEMAND_MINOR = 60_00, 180_00
HEADERS = (
    "Fakturanr;Fakturadatum;Förfallodatum;Att betala;Valuta;OCR;Kundnummer;Namn;Adress;Postnr;Ort;"
    "E-post"
)


def principal_minor(number: int) -> int:
    """The sum of the invoice with this number."""
    return 100_00 + number * 7919 % 989_900


def due_on(number: int) -> date:
    """The due day that its invoice names."""
    return FIRST_DUE_ON + timedelta(days=number * 7 % DUE_DAYS)


def ocr(number: int) -> str:
    """Its reference."""
    base = f"{number:09d}"
    return base + luhn_check_digit(base)


def new_creditor() -> Creditor:
    """A creditor that collects in its own name, with a made-up organisation number."""
    base = f"5560{int.from_bytes(os.urandom(3)) % 100_000:05d}"
    return add_creditor(
        name="Provbolaget AB",
        country="SE",
        organisation_number=base + luhn_check_digit(base),
        account="991-2346",
        today=REGISTERED_ON,
    )


def invoices(count: int) -> Iterator[InvoiceIn]:
    """The invoices as the reader would give them."""
    for number in range(1, count + 1):
        debtor = DebtorIn(
            f"Åsa Prov {number}", None, "consumer", ("Provgatan 1",), "11122", "Stockholm", "SE",
            f"kund{number}@example.org", None, "sv", f"K{number}",
        )  # fmt: skip
        yield InvoiceIn(
            str(number), "invoice", REGISTERED_ON, due_on(number), "SEK", principal_minor(number),
            ocr(number), debtor, None, "El", True, f"line {number + 1}",
        )  # fmt: skip


def write_csv(path: Path, count: int) -> None:
    """The same invoices as a file."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADERS + "\n")
        for number in range(1, count + 1):
            minor = principal_minor(number)
            file.write(
                f"{number};{REGISTERED_ON};{due_on(number)};{minor // 100},{minor % 100:02d};SEK;"
                f"{ocr(number)};K{number};Åsa Prov {number};Provgatan 1;111 22;Stockholm;"
                f"kund{number}@example.org\n"
            )


def register(creditor: Creditor, path: Path) -> Registered:
    """From the file to parties, claims, cases, ledger and history, as the command does it."""
    stream = iterate_invoices(path, name=path.name, country="SE")
    return register_invoices(creditor, stream, source=path.name, today=REGISTERED_ON)


def all_left(tenant_id: int, *, pay_within_days: int, wake_on: date) -> None:
    """Every planned letter left on its day, and every case wakes when its deadline has passed."""
    with tenant_scope(tenant_id):
        execute(
            "update notice set state = 'sent', sent_on = planned_on, deadline_on = planned_on + %s"
            " where state = 'planned'",
            (pay_within_days,),
        )
        execute("update collection_case set wake_on = %s, next_on = %s", (wake_on, wake_on))


def wake_only(tenant_id: int, share: float, *, today: date) -> int:
    """Leaves this share of the cases due today and the rest for later days; returns how many."""
    with tenant_scope(tenant_id):
        return execute(
            "update collection_case set wake_on = %s + 1 + (id %% 30)::integer where id %% %s <> 0",
            (today, round(1 / share)),
        )


def bring_to_reminder(tenant_id: int) -> None:
    """The friendly letters are planned and gone; the paid reminder is due."""
    run_cases(tenant_id, today=FRIENDLY_ON)
    all_left(tenant_id, pay_within_days=8, wake_on=REMINDER_ON)


def bring_to_demand(tenant_id: int) -> None:
    """The reminders are gone; the collection demand is due."""
    all_left(tenant_id, pay_within_days=10, wake_on=DEMAND_ON)


def fill(creditor: Creditor, count: int) -> None:
    """So many cases after their friendly letter and their reminder; the demand is due."""
    register_invoices(creditor, invoices(count), source="bench", today=REGISTERED_ON)
    bring_to_reminder(creditor.tenant_id)
    run_cases(creditor.tenant_id, today=REMINDER_ON)
    bring_to_demand(creditor.tenant_id)
