"""What the stories of settlement offers share: a debt, an offer that two people made, its days."""

from datetime import date, timedelta

from kvitt.application.approve_settlement_offer import approve_settlement_offer
from kvitt.application.offer_settlement import offer_settlement
from kvitt.application.run_day import run_day
from kvitt.store.session import query, tenant_scope
from tests.stories import money

DUE = date(2026, 1, 30)
OFFERED = date(2026, 2, 16)
PAY_BY = date(2026, 3, 6)
"""A Friday: the bank's file of it comes on Monday."""
HEARD = date(2026, 3, 9)
GOES_ON = date(2026, 3, 10)
AMOUNT, OWED = 1_600_00, 3_000_00


def owing(country="SE", amount_minor=OWED, **agreement):
    creditor = money.creditor_of_its_own(country, agreement=agreement)
    return creditor, money.owes(creditor, amount_minor, DUE, email="vera@lind.example")


def proposed(creditor, case, *, amount_minor=AMOUNT, pay_by_on=PAY_BY, person="Mona", **told):
    told = {"because": "the debtor has lost her work", "today": OFFERED, **told}
    return offer_settlement(
        creditor, case, amount_minor=amount_minor, pay_by_on=pay_by_on, person=person, **told
    )


def offered(creditor, case, **told):
    """Proposed by Mona, approved by Nils, and the letter has left."""
    made = proposed(creditor, case, **told)
    approve_settlement_offer(creditor, made.offer_id, by="Nils", today=OFFERED)
    day(creditor, OFFERED)
    return made


def day(creditor, today):
    return run_day(today=today, tenant_ids=[creditor.tenant_id])


def days(creditor, from_, until):
    """Every day from one up to another; how many letters left."""
    count = (until - from_).days
    return sum(day(creditor, from_ + timedelta(days=n)).sent.sent for n in range(count))


def pays(creditor, case, amount_minor=AMOUNT, *, on=PAY_BY, today=None):
    format = "ocr" if creditor.country == "NO" else "bgmax"
    paid = money.paid(creditor, amount_minor, on, case=case)
    assert money.bank_brings(paid, today=today or on, format=format).booked == 1


def stored(creditor, made):
    with tenant_scope(creditor.tenant_id):
        rows = query(
            "select state, ended_because from settlement_offer where id = %s", (made.offer_id,)
        )
    return rows[0]


def state(creditor, made):
    return stored(creditor, made)[0]
