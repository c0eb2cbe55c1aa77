"""OCR giro: signs, control sums and when a file is not trusted."""

from datetime import date

import pytest

from kvitt.bank.payment import UnreadableBankFile
from kvitt.bank.read import read_bank_file

START = "NY0000100000808000001240001234500"


def assignment(account="12345678903", number=1, service="09"):
    return f"NY{service}0020001234567{number:07d}{account}"


def item(number, amount_minor, kid="12345678", kind="10", sign="0", day="061026", text=""):
    lines = [
        f"NY09{kind}30{number:07d}{day}0101000001{sign}{amount_minor:017d}{kid:>25}",
        f"NY09{kind}31{number:07d}{'':0>10}{'':0>9}{'':0>7}05102698765432109",
    ]
    if text:
        lines.append(f"NY09{kind}32{number:07d}{text:<40}")
    return lines


def close(count, records, total_minor, service="09"):
    return f"NY{service}0088{count:08d}{records:08d}{total_minor:017d}061026061026061026"


def end(count, records, total_minor):
    return f"NY000089{count:08d}{records:08d}{total_minor:017d}061026"


def read(*lines):
    raw = "\n".join(f"{line:0<80}" for line in lines).encode()
    return read_bank_file(raw, name="ocr.txt")


def one_assignment(items, total_minor):
    lines = [line for each in items for line in each]
    count, records = len(items), len(lines) + 2
    return read(
        START,
        assignment(),
        *lines,
        close(count, records, total_minor),
        end(count, records + 2, total_minor),
    )


def test_a_payment_carries_account_days_kid_and_payer():
    file = one_assignment([item(1, 49950, "0010025")], 49950)
    [paid] = file.payments
    assert (file.format, file.warnings, file.quarantined) == ("ocr_giro", (), ())
    assert (paid.amount_minor, paid.currency, paid.account) == (49950, "NOK", "12345678903")
    assert (paid.booked_on, paid.ordered_on) == (date(2026, 10, 6), date(2026, 10, 5))
    assert (paid.reference, paid.reference_kind, paid.verdict) == ("0010025", "KID", "correct")
    assert paid.payer.account == "98765432109"
    assert paid.position == "line 3"


def test_a_credit_note_by_electronic_giro_is_negative_and_deducted_in_the_sum():
    file = one_assignment([item(1, 10000), item(2, 4300, sign="-")], 5700)
    assert [paid.amount_minor for paid in file.payments] == [10000, -4300]
    assert file.payments[1].is_deduction


@pytest.mark.parametrize("sign", ["-", "0"])
def test_card_reversals_are_negative_and_yet_added_in_the_control_sum(sign):
    file = one_assignment(
        [item(1, 10000, kind="19"), item(2, 5000, kind="18", sign=sign), item(3, 3000, kind="19")],
        18000,
    )
    assert file.totals_minor == {"NOK": 8000}
    assert [paid.is_reversal for paid in file.payments] == [False, True, False]
    assert file.warnings == ()


def test_a_sum_that_deducts_reversals_is_taken_with_a_warning():
    file = one_assignment([item(1, 10000, kind="19"), item(2, 5000, kind="18", sign="-")], 5000)
    assert file.totals_minor == {"NOK": 5000}
    assert "against the rule" in file.warnings[0]


def test_free_text_purchases_keep_their_text():
    file = one_assignment([item(1, 700, kid="", kind="21", text="Kjøp i butikk")], 700)
    [paid] = file.payments
    assert (paid.reference, paid.reference_kind, paid.text) == (None, "FREE", ("Kjøp i butikk",))


def test_a_kid_that_ends_with_a_hyphen_is_kept_as_text():
    assert one_assignment([item(1, 700, "001009-")], 700).payments[0].reference == "001009-"


def test_several_assignments_keep_their_accounts():
    file = read(
        START,
        assignment(),
        *item(1, 100),
        close(1, 4, 100),
        assignment("86011117947", 2),
        *item(1, 250),
        close(1, 4, 250),
        end(2, 10, 350),
    )
    assert [(paid.account, paid.amount_minor) for paid in file.payments] == [
        ("12345678903", 100),
        ("86011117947", 250),
    ]
    assert len({paid.identity for paid in file.payments}) == 2


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((START, assignment(), *item(1, 100), close(1, 4, 101), end(1, 6, 100)), "1.01"),
        ((START, assignment(), *item(1, 100), close(2, 4, 100), end(1, 6, 100)), "2 payments"),
        ((START, assignment(), *item(1, 100), close(1, 4, 100), end(1, 6, 999)), "9.99"),
        ((START, assignment(), *item(1, 100), close(1, 4, 100)), "cut file"),
        ((START, assignment(), *item(1, 100), end(1, 6, 100)), "no end record"),
        ((assignment(), *item(1, 100), close(1, 4, 100), end(1, 5, 100)), "NY000010"),
        ((START, *item(1, 100), close(1, 4, 100), end(1, 6, 100)), "outside an assignment"),
        ((START, assignment(), item(1, 100)[1], close(1, 4, 100), end(1, 6, 100)), "record 31"),
        ((START, assignment(), *item(1, 100, day="310226"), close(1, 4, 100)), "no day"),
        ((START, assignment(), *item(1, 100, sign="x"), close(1, 4, 100)), "sign"),
        ((START, "XX something else"), "not an OCR giro record"),
    ],
)
def test_a_file_whose_money_does_not_agree_is_quarantined_whole(lines, told):
    file = read(*lines)
    assert file.payments == ()
    assert any(told in quarantined.sentence for quarantined in file.quarantined)


def test_a_wrong_count_of_records_only_warns():
    file = read(START, assignment(), *item(1, 100), close(1, 9, 100), end(1, 6, 100))
    assert len(file.payments) == 1 and "9 records" in file.warnings[0]


def test_claims_for_avtalegiro_are_refused_by_name():
    with pytest.raises(UnreadableBankFile, match="AvtaleGiro"):
        read(START, assignment(service="21"), close(0, 2, 0, service="21"), end(0, 4, 0))


def test_an_assignment_of_another_service_is_skipped_and_the_rest_is_read():
    file = read(
        START,
        assignment(service="21"),
        close(0, 2, 0, service="21"),
        assignment(),
        *item(1, 100),
        close(1, 4, 100),
        end(1, 8, 100),
    )
    assert [paid.amount_minor for paid in file.payments] == [100]
    assert "service 21" in file.warnings[0]


def test_an_unreadable_order_day_is_no_reason_to_hold_money_back():
    first, second = item(1, 100)
    file = one_assignment([[first, second.replace("051026", "051326")]], 100)
    assert (file.payments[0].amount_minor, file.payments[0].ordered_on) == (100, None)
    assert "no day" in file.warnings[0]
