"""Any amount on any day: item, paragraph, rate, period, base, and arithmetic to repeat by hand."""

import logging
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import psycopg
import pytest
from django.utils.translation import override

from kvitt.application.explain_case import explain_case
from kvitt.application.receive_payments import receive_payments
from kvitt.application.run_cases import run_cases
from kvitt.application.run_day import run_day
from kvitt.application.show_case import CaseNotOpened, show_case
from kvitt.simulators.bank import BankPayment, write_bgmax
from kvitt.store.session import execute, query_value, tenant_scope
from tests.documents.pdf_words import pdf_words
from tests.portfolio import creditor_with, invoice
from tests.stories import small_office

REGISTERED, DUE = date(2026, 1, 8), date(2026, 2, 2)
LAST = date(2026, 4, 10)


def lived(*invoices, until=LAST, country="SE", **profile):
    """A creditor whose letters have left on their days, without a channel."""
    asked = invoices or (invoice(due_on=DUE, country=country),)
    creditor = creditor_with(asked, country=country, today=REGISTERED, **profile)
    day = REGISTERED
    while day <= until:
        run_cases(creditor.tenant_id, today=day)
        with tenant_scope(creditor.tenant_id):
            execute(
                "update notice set state = 'sent', sent_on = planned_on, channel = 'letter',"
                " deadline_on = planned_on + 14 where state = 'planned'"
            )
        day += timedelta(days=1)
    return creditor


def number_of(creditor):
    with tenant_scope(creditor.tenant_id):
        return f"{creditor.tenant_id}-{query_value('select min(id) from collection_case')}"


def explained(creditor, **when):
    return explain_case(number_of(creditor), **{"today": LAST, **when})


def shown(creditor, **when):
    return show_case(number_of(creditor), **{"today": LAST, **when})


def plain(text):
    return " ".join(text.split())


def items_of(case):
    return {item.kind: item for claim in case.claims for item in claim.items}


def pay(creditor, amount_minor, on, *, today=None):
    reference = shown(creditor, today=on).invoices[0]["payment_reference"]
    payment = BankPayment(creditor.pay_to_number, amount_minor, on, reference)
    raw = write_bgmax([payment], created_at=datetime(on.year, on.month, on.day, 6, tzinfo=UTC))
    received = receive_payments(raw, name=f"{on}.txt", today=today or on)
    assert received.booked == 1


def by_hand(base, rate_percent, days, year_days=365):
    """What a person with a pocket calculator gets, in whole minor units."""
    exact = Decimal(base) * Decimal(rate_percent) * days / year_days
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_interest_says_base_rate_days_and_what_they_give(db):
    interest = items_of(explained(lived()))["interest"]
    assert plain(interest.result) == "SEK 1,000.00 × 10% a year × 38 days / 365 = 10.41"
    assert (interest.base_minor, interest.rate_bp, interest.days) == (1_000_00, 1000, 38)
    assert interest.amount_minor == by_hand(1_000, 10, 38) == 1041
    assert (interest.from_, interest.until) == (date(2026, 2, 3), date(2026, 3, 13))
    assert "räntelagen" in interest.reference


def test_the_sum_is_that_of_the_case_and_of_its_parts_on_every_day(db):
    creditor = lived()
    pay(creditor, 300_00, date(2026, 3, 20))
    for number in range((LAST - DUE).days + 1):
        day = DUE + timedelta(days=number)
        case, view = explained(creditor, on=day), shown(creditor, on=day)
        assert (case.balance_minor, case.total_minor) == (view.balance_minor, view.to_pay_minor)
        assert case.balance_minor == sum(claim.open_minor for claim in case.claims)
        assert case.running_minor == sum(claim.running_minor for claim in case.claims)
        for claim in case.claims:
            for item in claim.items:
                covered_minor = sum(part.amount_minor for part in item.covered)
                assert item.amount_minor - covered_minor == item.open_minor


def test_running_interest_is_shown_exactly_with_the_rest_of_earlier_days(db):
    case = explained(lived())
    (claim,) = case.claims
    (days,) = claim.running
    assert (days.from_, days.until) == (date(2026, 3, 13), LAST + timedelta(days=1))
    assert plain(days.result) == "SEK 1,000.00 × 10% a year × 29 days / 365 = 7.9452"
    assert claim.running_result == "7.9452, with 0.001 from earlier days, rounded: 7.95"
    assert claim.running_minor == case.running_minor == 795
    assert plain(case.sentence) == (
        "SEK 1,250.41 booked and open + SEK 7.95 interest not booked yet = SEK 1,258.36"
    )


def test_interest_across_half_years_says_each_rate(db):
    creditor = creditor_with([invoice(due_on=date(2025, 5, 30))], today=date(2025, 5, 1))
    case = explained(creditor, on=date(2025, 7, 10))
    rates = [(days.rate_bp, days.days, days.until) for days in case.claims[0].running]
    assert rates == [(1100, 31, date(2025, 7, 1)), (1000, 10, date(2025, 7, 11))]
    assert case.total_minor == shown(creditor, on=date(2025, 7, 10)).to_pay_minor


def test_a_rest_that_moved_an_item_by_an_oere_is_told(db):
    paid_on = date(2026, 4, 20)
    creditor = lived(until=date(2026, 3, 13))
    pay(creditor, 100_00, paid_on)
    items = explained(creditor, today=paid_on).claims[0].items
    interest = [item for item in items if item.kind == "interest"]
    assert [item.amount_minor for item in interest] == [1041, 1069]
    assert plain(interest[1].result) == (
        "SEK 1,000.00 × 10% a year × 39 days / 365 = 10.6849; with 0.001 from earlier days: 10.69"
    )


def test_a_swedish_fee_is_the_laws_amount_with_its_paragraph(db):
    reminder = items_of(explained(lived()))["reminder"]
    assert reminder.result == "the law's amount: 60.00"
    assert reminder.reference == "lag (1981:739) 2 § och 4 § 1"
    assert "Charged" in reminder.because


def test_a_norwegian_fee_is_a_part_of_the_base_rate_rounded_to_kroner(db):
    creditor = lived(invoice(due_on=date(2026, 1, 15), country="NO"), country="NO")
    notice = items_of(explained(creditor))["collection_notice"]
    assert notice.result == "1/20 × 750.00 = 37.50 → 38.00"
    assert notice.amount_minor == 38_00
    assert "inkassoforskriften" in notice.reference


def test_the_agencys_fee_is_told_by_its_stored_parts():
    from kvitt.application.explain_wording import fee_arithmetic

    whole = {"given": {"arithmetic": "0.8 × 750.00 × 2 = 1200.00"}}
    assert fee_arithmetic("collection_fee", 1_200_00, whole, ()) == "0.8 × 750.00 × 2 = 1,200.00"
    grown = {"given": {"arithmetic": "0.8 × 750.00 × 2 = 1200.00, less 600.00 charged before = 6"}}
    assert fee_arithmetic("collection_fee", 600_00, grown, ()) == (
        "0.8 × 750.00 × 2 = 1,200.00; less 600.00 already charged: 600.00"
    )
    with override("nb"):
        told = plain(fee_arithmetic("collection_fee", 1_200_00, whole, ()))
    assert told == "0,8 × 750,00 × 2 = 1 200,00"


def test_what_an_authority_costs_is_told_by_its_stored_arithmetic():
    from kvitt.application.explain_wording import fee_arithmetic

    for stored, amount_minor, told in (
        ("0.69 × 1345.00 = 928.05, rounded down to 928.00", 928_00,
         "0.69 × 1,345.00 = 928.05 → 928.00"),
        ("1000.00 ≤ 50 % × 58800.00 = 29400.00", 900_00,
         "1,000.00 ≤ 50 % × 58,800.00 = 29,400.00 → 900.00"),
    ):  # fmt: skip
        because = {"given": {"arithmetic": stored}}
        assert fee_arithmetic("court_application", amount_minor, because, ()) == told


def test_compensation_says_what_it_is_less_and_a_lowered_fee_what_the_law_allows():
    from kvitt.application.explain_wording import fee_arithmetic

    netted = {"compensation_minor": 450_00, "charged_before_minor": 60_00}
    assert fee_arithmetic("late_payment_compensation", 390_00, {"given": netted}, ()) == (
        "450.00 − 60.00 already charged = 390.00"
    )
    covered = {"fee_minor": 180_00, "charged_before_minor": 450_00}
    assert fee_arithmetic("collection_demand", 30_00, {"given": covered}, ()) == (
        "180.00 − 150.00 that the compensation covers = 30.00"
    )
    lowered = {"law_allows_minor": 60_00, "lowered_to_minor": 50_00}
    assert fee_arithmetic("reminder", 50_00, {"given": lowered}, ()) == (
        "the law's amount: 60.00; lowered to 50.00"
    )


def test_a_payment_says_what_it_covered_in_which_order_by_which_rule(db):
    creditor = lived()
    pay(creditor, 300_00, date(2026, 3, 20))
    (payment,) = explained(creditor).payments
    kinds = [part.kind for part in payment.parts]
    assert kinds == ["reminder", "collection_demand", "interest", "interest", "principal"]
    assert sum(part.amount_minor for part in payment.parts) == 300_00
    assert payment.order == ("cost", "interest", "principal")
    assert payment.reference and payment.reference in payment.sentence
    assert "Covers in this order: fees → late interest → principal" in payment.sentence
    assert explained(creditor, on=date(2026, 3, 19)).payments == ()


def test_what_was_taken_back_says_why_and_what_was_given_up_how_much(db):
    creditor = lived(until=date(2026, 3, 15))
    pay(creditor, 500_00, date(2026, 3, 5), today=date(2026, 3, 15))
    case = explained(creditor, today=date(2026, 3, 15))
    voided = {item.kind: item for item in case.voided}
    assert voided["interest"].voided_because == "charged for days after the payment"
    assert case.total_minor == shown(creditor, today=date(2026, 3, 15)).to_pay_minor
    pay(creditor, case.balance_minor, date(2026, 3, 25))
    closed = explained(creditor, today=date(2026, 3, 25))
    (waived,) = closed.waived
    assert 0 < waived.amount_minor < 50_00
    assert "exactly what was asked" in waived.sentence
    assert closed.total_minor == 0


def test_a_letter_and_the_explanation_say_the_same_of_interest(live_db, mailbox):
    creditor = small_office.new_creditor()
    asked = small_office.invoice(creditor, 1, due_on=DUE)
    (case_id,) = small_office.register(creditor, asked, today=DUE)
    for number in range(1, 60):
        run_day(today=DUE + timedelta(days=number), tenant_ids=[creditor.tenant_id])
    with tenant_scope(creditor.tenant_id):
        pdf = query_value(
            "select content from document where case_id = %s and media_type = 'application/pdf'"
            " order by id desc limit 1",
            (case_id,),
        )
    with override("sv"):
        case = explain_case(f"{creditor.tenant_id}-{case_id}", today=LAST)
    interest = items_of(case)["interest"]
    assert plain(interest.arithmetic).startswith("1 000,00 kr × 10 % per år × ")
    assert "".join(interest.arithmetic.split()) in pdf_words(bytes(pdf))


@pytest.mark.parametrize(
    ("language", "said"), [("sv", "lagens belopp: 60,00"), ("nb", "lovens beløp: 60,00")]
)
def test_it_speaks_the_readers_language(db, language, said):
    creditor = lived()
    with override(language):
        case = explained(creditor)
    assert items_of(case)["reminder"].result == said
    assert "booked" not in case.sentence


def test_interest_of_an_unknown_half_year_is_unknown_and_not_zero(db):
    case = explained(lived(), on=date(2027, 3, 1))
    assert case.running_minor is None and case.total_minor is None
    assert "2027-01-01" in case.unknown_because
    assert case.claims[0].running == ()
    assert case.balance_minor == 1_250_41


def test_a_day_before_the_case_is_refused(db):
    with pytest.raises(CaseNotOpened):
        explained(lived(until=REGISTERED), on=date(2026, 1, 1))


def test_scripts_find_the_agreed_keys(db):
    told = explained(lived()).as_json()
    assert {"case", "on", "claims", "payments", "waived", "voided", "total_minor"} <= set(told)
    item = told["claims"][0]["items"][0]
    assert {"kind", "amount_minor", "reference", "arithmetic", "result", "covered"} <= set(item)
    assert told["claims"][0]["items"][2]["from"] == "2026-02-03"


def test_a_long_case_takes_as_many_questions_as_a_short_one_and_names_nobody_in_logs(
    db, monkeypatch, caplog
):
    short = lived(until=REGISTERED)
    long = lived()
    for day in range(5):
        pay(long, 10_00, date(2026, 3, 20) + timedelta(days=day))
    asked = []
    execute_plainly = psycopg.Cursor.execute

    def counted(self, query, *given, **named):
        asked.append(query)
        return execute_plainly(self, query, *given, **named)

    counts = []
    with caplog.at_level(logging.DEBUG), monkeypatch.context() as patched:
        patched.setattr(psycopg.Cursor, "execute", counted)
        for creditor in (short, long):
            number = number_of(creditor)
            asked.clear()
            explain_case(number, today=LAST)
            counts.append(len(asked))
    assert 10 < counts[0] == counts[1] <= 50
    assert "Vera" not in caplog.text
