"""An office in which every sort of case is found: each stage, held, with a plan, merged, closed."""

from datetime import date, timedelta

from kvitt.application.agree_plan import agree_plan
from kvitt.application.close_case import close_case
from kvitt.application.defer_case import defer_case
from kvitt.application.place_hold import place_hold
from kvitt.application.preview_plan import PlanWish
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.register_invoices import register_invoices
from kvitt.application.reopen_case import reopen_case
from kvitt.application.run_day import run_day
from kvitt.store.creditors import Creditor
from tests.portfolio import invoice
from tests.stories import money
from tests.stories.small_office import case_of

FIRST = date(2026, 3, 2)
LAST = date(2026, 5, 20)
MIDDLE = date(2026, 4, 27)


def owes(creditor, number, due_on, *, name=None, language=None, amount_minor=1_000_00, **told):
    """A debtor with an e-mail address owes an invoice, in a language; the case."""
    name = name or f"Debtor {number}"
    one = invoice(str(number), due_on=due_on, amount_minor=amount_minor, name=name,
                  country=creditor.country, email=f"d{name.split()[-1].lower()}@example.com",
                  fee_agreed=True, **told)  # fmt: skip
    one = one._replace(debtor=one.debtor._replace(language=language))
    report = register_invoices(creditor, [one], source="test", today=one.issued_on)
    assert not report.errors, report.errors
    return case_of(creditor, str(number))


def lived_through(country: str) -> tuple[Creditor, dict[str, int]]:
    """A creditor after eighty days, and its cases by what became of them."""
    terms = {"plan": {"with_fee": False}}
    creditor = money.creditor_of_its_own(country, agreement=terms)
    format = "bgmax" if country == "SE" else "camt"
    cases = {
        name: owes(creditor, 3_000 + number, FIRST, **told)
        for number, (name, told) in enumerate(
            {
                "followed": {},
                "english": {"language": "en"},
                "business": {"kind": "business", "amount_minor": 9_000_00},
                "paid": {},
                "part_paid": {"amount_minor": 3_000_00},
                "deferred": {},
                "disputed": {},
                "bankrupt": {},
                "planned": {"amount_minor": 6_000_00},
                "withdrawn": {},
                "begun_anew": {},
                "credited": {},
                "merging": {"name": "Twice Owing"},
            }.items()
        )
    }
    cases["later"] = owes(creditor, 3_900, LAST - timedelta(days=3))
    cases["not_due"] = owes(creditor, 3_901, LAST + timedelta(days=9), issued_on=FIRST)
    cases["merged"] = owes(creditor, 3_902, FIRST, name="Twice Owing")
    for number in range((LAST - FIRST).days + 1):
        today = FIRST + timedelta(days=number)
        _act(creditor, cases, today, format)
        run_day(today=today, tenant_ids=[creditor.tenant_id])
    return creditor, cases


def _act(creditor: Creditor, cases: dict[str, int], today: date, format: str) -> None:
    """What people do on the day, before its night."""
    by = {"today": today, "actor": "Mona"}
    pause = {"because": "a person looks", "kind": "manual_pause"}
    if today == date(2026, 3, 20):
        money.bank_brings(money.paid(creditor, 500_00, today, case=cases["part_paid"]),
                          today=today, format=format)  # fmt: skip
    if today == MIDDLE:
        claims = money.claim(creditor, cases["paid"])
        owed = claims.principal_open_minor + claims.interest_open_minor + claims.cost_open_minor
        money.bank_brings(money.paid(creditor, owed + 100_00, today, case=cases["paid"]),
                          today=today, format=format)  # fmt: skip
        defer_case(creditor, cases["deferred"], until=LAST, because="she asked", **by)
        raise_dispute(creditor, cases["disputed"], reason="wrong_sum", text="too much", **by)
        place_hold(creditor, cases["bankrupt"], kind="bankruptcy", because="a court said so", **by)
        place_hold(creditor, cases["followed"], until_on=today + timedelta(days=2), **pause, **by)
        agree_plan(creditor, [cases["planned"]], PlanWish(date(2026, 5, 30), months=4), **by)
        for name in ("withdrawn", "begun_anew"):
            close_case(creditor, cases[name], because="asked for", reason="withdrawn", **by)
        free = invoice("9001", due_on=today, amount_minor=200_00, name="Debtor 3011",
                       country=creditor.country, document="credit_note", issued_on=today,
                       email="d3011@example.com")  # fmt: skip
        report = register_invoices(creditor, [free], source="test", today=today)
        assert not report.errors, report.errors
    if today == MIDDLE + timedelta(days=3):
        reopen_case(creditor, cases["begun_anew"], because="a mistake", **by)
