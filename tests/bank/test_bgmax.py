"""BgMax: what is money, what it is for, and when a file is not trusted."""

from datetime import date

import pytest

from kvitt.bank.read import read_bank_file

START = "01BGMAX               0120261121173035010331P"
SECTION = "050009912346          SEK"


def payment(amount_minor, reference="", code="20", verdict="2", number=1, payer="0003783511"):
    return f"{code}{payer}{reference:>25}{amount_minor:018d}{verdict}1{number:012d}0"


def deposit(total_minor, count, currency="SEK", day="20261120"):
    return f"15{'':0>35}{day}00056{total_minor:018d}{currency}{count:08d}"


def end(payments, deductions=0, further=0, deposits=1):
    return f"70{payments:08d}{deductions:08d}{further:08d}{deposits:08d}"


def read(*lines, encoding="latin-1", newline="\r\n"):
    return read_bank_file(newline.join(lines).encode(encoding), name="bgmax.txt")


def one_section(*records, total_minor, count, **counts):
    counts.setdefault("payments", count)
    return read(START, SECTION, *records, deposit(total_minor, count), end(**counts))


def test_a_payment_carries_account_day_reference_and_verdict():
    file = one_section(payment(123450, "12351"), total_minor=123450, count=1)
    [paid] = file.payments
    assert (file.format, file.version, file.quarantined, file.warnings) == ("bgmax", "01", (), ())
    assert (paid.amount_minor, paid.currency, paid.account) == (123450, "SEK", "9912346")
    assert (paid.booked_on, paid.value_on) == (date(2026, 11, 20), date(2026, 11, 20))
    assert (paid.reference, paid.reference_kind, paid.verdict) == ("12351", "OCR", "correct")
    assert (paid.bank_id, paid.channel, paid.position) == ("000000000001", "electronic", "line 3")
    assert paid.payer.account == "3783511"


def test_a_deduction_is_negative_and_no_reversal():
    file = one_section(
        payment(50000, "12351"),
        payment(20000, "12351", code="21", number=2) + "0",
        total_minor=30000,
        count=2,
        payments=1,
        deductions=1,
    )
    assert [paid.amount_minor for paid in file.payments] == [50000, -20000]
    assert file.payments[1].is_deduction and not file.payments[1].is_reversal
    assert file.totals_minor == {"SEK": 30000}


def test_further_references_keep_their_shares_and_signs():
    file = one_section(
        payment(140000, verdict="0"),
        payment(190000, "7495575", code="22"),
        payment(50000, "74450", code="23"),
        total_minor=140000,
        count=1,
        further=2,
    )
    [paid] = file.payments
    assert paid.reference is None and paid.reference_kind == "NONE"
    assert [(more.reference, more.amount_minor) for more in paid.references] == [
        ("7495575", 190000),
        ("74450", -50000),
    ]
    assert file.warnings == ()


def test_shares_that_do_not_add_up_warn_and_the_payment_counts():
    file = one_section(
        payment(140000, verdict="0"),
        payment(100, "7495575", code="22"),
        total_minor=140000,
        count=1,
        further=1,
    )
    assert file.payments[0].amount_minor == 140000
    assert "shares" in file.warnings[0]


def test_text_that_fills_its_line_goes_on_in_the_next_without_a_blank():
    file = one_section(
        payment(100, "faktura 12345 kund nr 66", verdict="3"),
        "25" + "Betalning med ett meddelande som fyller hela radens"[:50],
        "25s slut",
        "25och en rad till",
        total_minor=100,
        count=1,
    )
    [paid] = file.payments
    assert paid.text[0].endswith("raden" + "s slut")
    assert paid.text[1] == "och en rad till"
    assert (paid.reference_kind, paid.verdict) == ("FREE", "not_confirmed")
    assert paid.searchable_text.startswith("faktura 12345 kund nr 66 Betalning")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_the_payer_is_read_in_every_encoding_and_with_trimmed_lines(encoding, newline):
    file = read(
        START,
        SECTION,
        payment(100, "12351"),
        "26Åsa Öbergs Måleri AB",
        "27Storgatan 2                        12345",
        "28Åmål",
        "29005500001234",
        deposit(100, 1),
        end(1),
        "",
        encoding=encoding,
        newline=newline,
    )
    payer = file.payments[0].payer
    assert payer.name == "Åsa Öbergs Måleri AB"
    assert payer.address == ("Storgatan 2", "12345", "Åmål")
    assert payer.organisation_number == "5500001234"


def test_two_equal_lines_are_two_payments_with_two_identities():
    line = payment(100, "12351")
    file = one_section(line, line, total_minor=200, count=2)
    assert len({paid.identity for paid in file.payments}) == 2
    assert file.payments[0].content_key == file.payments[1].content_key


def test_the_same_payments_in_a_file_with_other_line_ends_have_the_same_identities():
    lines = (START, SECTION, payment(100, "12351"), deposit(100, 1), end(1))
    first, second = read(*lines), read(*lines, newline="\n")
    assert first.sha256 != second.sha256
    assert [p.identity for p in first.payments] == [p.identity for p in second.payments]


def test_sections_in_sek_and_old_eur_keep_their_sums_apart():
    file = read(
        START,
        SECTION,
        payment(100),
        deposit(100, 1),
        "050009912346          EUR",
        payment(200, number=2),
        deposit(200, 1, currency="EUR"),
        end(2, deposits=2),
    )
    assert file.totals_minor == {"SEK": 100, "EUR": 200}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((START, SECTION, payment(100), deposit(101, 1), end(1)), "1.01"),
        ((START, SECTION, payment(100), deposit(100, 2), end(1)), "counts 2"),
        ((START, SECTION, payment(100), deposit(100, 1), end(2)), "counts 2 of record 20"),
        ((START, SECTION, payment(100), deposit(100, 1), end(1, 0, 0, 2)), "of record 15"),
        ((START, SECTION, payment(100), deposit(100, 1)), "70"),
        ((START, SECTION, payment(100)), "15"),
        ((SECTION, payment(100), deposit(100, 1)), "a piece of a BgMax file"),
        ((START, payment(100), deposit(100, 1), end(1)), "no section is open"),
        ((START, SECTION, payment(100).replace("0100", "01O0"), deposit(100, 1), end(1)), "O"),
        ((START, SECTION, payment(100)[:50], deposit(100, 1), end(1)), "amount"),
        ((START, SECTION, payment(100), deposit(100, 1, day="20260230"), end(1)), "no day"),
        ((START, SECTION, payment(100), deposit(100, 1, "EUR"), end(1)), "EUR"),
        ((START, SECTION[:-3] + "XYZ", payment(100), deposit(100, 1), end(1)), "XYZ"),
        ((START, SECTION, "26Namn", payment(100), deposit(100, 1), end(1)), "26"),
        ((START, SECTION, SECTION, payment(100), deposit(100, 1), end(1)), "new section"),
        ((START, deposit(100, 1), end(1)), "outside a section"),
    ],
)
def test_a_file_whose_money_does_not_agree_is_quarantined_whole(lines, told):
    file = read(*lines)
    assert file.payments == ()
    assert any(told in quarantined.sentence for quarantined in file.quarantined)
    assert all(quarantined.position.startswith("line ") for quarantined in file.quarantined)


def test_a_wrong_count_of_further_references_only_warns():
    file = one_section(payment(100, "12351"), total_minor=100, count=1, further=7)
    assert len(file.payments) == 1
    assert "counts 7" in file.warnings[0]


def test_unknown_records_are_skipped_with_a_warning():
    file = one_section(payment(100), "66new in 2030", "66again", total_minor=100, count=1)
    assert len(file.payments) == 1
    assert "“66” was skipped" in file.warnings[0]


def test_a_payment_of_nothing_is_no_payment_but_is_counted():
    file = one_section(payment(0), payment(100, number=2), total_minor=100, count=2)
    assert [paid.amount_minor for paid in file.payments] == [100]
    assert [entry.kind for entry in file.other] == ["zero"]


def test_two_files_joined_into_one_are_both_read():
    lines = (START, SECTION, payment(100, "12351"), deposit(100, 1), end(1))
    assert len(read(*lines, *lines).payments) == 2
