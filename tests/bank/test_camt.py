"""camt: what is booked money, what goes back, and which entries are left to a person."""

from datetime import date

import pytest

from kvitt.bank.payment import UnreadableBankFile
from kvitt.bank.read import read_bank_file

TYPES = {"camt.052": ("BkToCstmrAcctRpt", "Rpt"), "camt.053": ("BkToCstmrStmt", "Stmt"),
         "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}  # fmt: skip


def document(body, kind="camt.054", version="08", statement="", namespace=True):
    message, wrapper = TYPES[kind]
    name = f' xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}.001.{version}"' if namespace else ""
    return (
        f"<Document{name}><{message}><GrpHdr><MsgId>M</MsgId></GrpHdr><{wrapper}><Id>S1</Id>"
        f"{statement}<Acct><Id><IBAN>NO9386011117947</IBAN></Id></Acct>{body}"
        f"</{wrapper}></{message}></Document>"
    )


def entry(amount="100.00", direction="CRDT", status="<Sts><Cd>BOOK</Cd></Sts>", details="",
          currency="NOK", reversal="", day="2026-10-06", ref="A1"):  # fmt: skip
    booked = f"<BookgDt><Dt>{day}</Dt></BookgDt>" if day else ""
    reversed_ = f"<RvslInd>{reversal}</RvslInd>" if reversal else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{reversed_}'
        f"{status}{booked}<AcctSvcrRef> {ref}</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"
    )


def detail(amount="", currency="NOK", reference="", text="", direction="", ref="", old=False):
    inside = f"<Refs><AcctSvcrRef>{ref}</AcctSvcrRef></Refs>" if ref else ""
    if amount:
        stated = f'<Amt Ccy="{currency}">{amount}</Amt>'
        inside += f"<AmtDtls><TxAmt>{stated}</TxAmt></AmtDtls>" if old else stated
    if direction:
        inside += f"<CdtDbtInd>{direction}</CdtDbtInd>"
    structured = f"<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>"
    unstructured = f"<Ustrd>{text}</Ustrd>" if text else ""
    inside += f"<RmtInf>{unstructured}{structured if reference else ''}</RmtInf>"
    return f"<TxDtls>{inside}</TxDtls>"


def read(body, **given):
    return read_bank_file(document(body, **given).encode(), name="camt.xml")


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("version", ["01", "02", "04", "08", "13", "14"])
@pytest.mark.parametrize("namespace", [True, False])
def test_every_message_and_version_is_read_by_local_names(kind, version, namespace):
    file = read(
        entry(details=detail(reference="0010025")), kind=kind, version=version, namespace=namespace
    )
    [paid] = file.payments
    assert (file.format, file.version) == (kind, version if namespace else "")
    assert (paid.amount_minor, paid.currency, paid.account) == (10000, "NOK", "86011117947")
    assert (paid.reference, paid.reference_kind, paid.bank_id) == ("0010025", "KID", "A1")
    assert paid.booked_on == paid.value_on == date(2026, 10, 6)


@pytest.mark.parametrize(
    "status",
    ["<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>", "<Sts><Prtry>PAID</Prtry></Sts>"],
)
def test_booked_is_booked_in_every_spelling(status):
    assert len(read(entry(status=status)).payments) == 1


@pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR"])
def test_what_is_not_booked_is_never_money(status):
    file = read(entry(status=f"<Sts><Cd>{status}</Cd></Sts>"))
    assert file.payments == () and file.other[0].amount_minor == 10000
    assert status in file.warnings[0]


@pytest.mark.parametrize("status", ["", "<Sts><Cd>XYZ</Cd></Sts>"])
def test_a_status_that_does_not_say_booked_is_left_to_a_person(status):
    file = read(entry(status=status))
    assert (file.payments, len(file.quarantined)) == ((), 1)


@pytest.mark.parametrize(
    ("direction", "reversal", "payments", "other"),
    [
        ("CRDT", "", [10000], []),
        ("CRDT", "false", [10000], []),
        ("DBIT", "", [], ["debit"]),
        ("DBIT", "true", [-10000], []),
        ("CRDT", "true", [], ["reversed_debit"]),
    ],
)
def test_direction_and_reversal_decide_what_an_entry_is(direction, reversal, payments, other):
    file = read(entry(direction=direction, reversal=reversal))
    assert [paid.amount_minor for paid in file.payments] == payments
    assert [each.kind for each in file.other] == other
    assert all(paid.is_reversal == (paid.amount_minor < 0) for paid in file.payments)


@pytest.mark.parametrize("old", [True, False])
def test_a_batch_becomes_its_transactions(old):
    details = detail("60.00", reference="0010041", ref="T1", old=old)
    details += detail("40", text="  Faktura   1005 ", ref="T2", old=old)
    file = read(entry(details=details))
    assert [(p.amount_minor, p.reference, p.bank_id) for p in file.payments] == [
        (6000, "0010041", "T1"),
        (4000, None, "T2"),
    ]
    assert file.payments[1].text == ("Faktura 1005",)
    assert {p.batch for p in file.payments} == {"A1"}


@pytest.mark.parametrize(
    "details",
    [
        detail("60.00") + detail("30.00"),
        detail("60.00") + detail(),
        detail("60.00") + detail("40.00", currency="EUR"),
        detail("60.00") + detail("40.00", direction="DBIT"),
        detail("99.00"),
    ],
)
def test_an_entry_whose_transactions_do_not_add_up_is_left_to_a_person(details):
    file = read(entry(details=details) + entry(ref="A2"))
    assert [paid.bank_id for paid in file.payments] == ["A2"]
    assert file.quarantined[0].position == "entry 1"
    assert "<Ntry" in file.quarantined[0].raw


def test_a_debit_inside_a_credit_is_told_apart_when_the_whole_adds_up():
    details = detail("120.00", direction="CRDT") + detail("20.00", direction="DBIT")
    file = read(entry(details=details))
    assert [paid.amount_minor for paid in file.payments] == [12000]
    assert [each.amount_minor for each in file.other] == [-2000]


@pytest.mark.parametrize("details", [detail("0"), detail("3255", currency="EUR"), detail()])
def test_the_entry_counts_where_its_only_transaction_states_nothing_in_its_currency(details):
    assert [paid.amount_minor for paid in read(entry(details=details)).payments] == [10000]


@pytest.mark.parametrize(
    ("amount", "minor"), [("8.850", 885), ("8.85000", 885), ("8", 800), ("0.01", 1)]
)
def test_whole_minor_units_are_read_with_any_number_of_decimals(amount, minor):
    assert read(entry(amount)).payments[0].amount_minor == minor


@pytest.mark.parametrize("amount", ["8.855", "-5.00", "1,50", "1 000.00", "1e3", "", "NaN", "٣"])
def test_an_amount_that_is_not_whole_minor_units_is_never_guessed(amount):
    file = read(entry(amount))
    assert (file.payments, len(file.quarantined)) == ((), 1)


@pytest.mark.parametrize("currency", ["", "ABC", "JPY", "KWD", "XXX"])
def test_an_unknown_currency_is_left_to_a_person(currency):
    assert len(read(entry(currency=currency)).quarantined) == 1


@pytest.mark.parametrize("day", ["", "2026-02-30", "06.10.2026"])
def test_money_without_a_day_is_left_to_a_person(day):
    assert len(read(entry(day=day)).quarantined) == 1


@pytest.mark.parametrize("mark", ["COPY", "DUPL"])
def test_a_copy_of_a_statement_is_not_read_as_money_again(mark):
    file = read(entry() + entry(), statement=f"<CpyDplctInd>{mark}</CpyDplctInd>")
    assert file.payments == () and len(file.quarantined) == 1
    assert mark in file.warnings[0]


def test_a_copy_for_another_receiver_is_read_with_a_warning():
    file = read(entry(), statement="<CpyDplctInd>CODU</CpyDplctInd>")
    assert (len(file.payments), file.copy_mark) == (1, "CODU")
    assert "CODU" in file.warnings[0]


def test_two_equal_entries_are_two_payments():
    file = read(entry(ref="") + entry(ref=""))
    assert len({paid.identity for paid in file.payments}) == 2
    file = read(entry() + entry())
    assert len({paid.identity for paid in file.payments}) == 2


def test_statement_and_notification_of_one_payment_share_its_identity():
    found = [read(entry(details=detail()), kind=kind).payments[0] for kind in TYPES]
    assert len({paid.identity for paid in found}) == 1


def test_several_references_are_all_listed_and_none_is_chosen():
    details = "<TxDtls><RmtInf>" + "".join(
        f"<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>"
        for reference in ("0010041", "0010025")
    )
    [paid] = read(entry(details=details + "</RmtInf></TxDtls>")).payments
    assert paid.reference is None
    assert [further.reference for further in paid.references] == ["0010041", "0010025"]


def test_a_lump_whose_payments_come_in_another_file_is_marked():
    file = read(entry(details="<Btch><NbOfTxs>20</NbOfTxs></Btch>"))
    assert file.payments[0].lump_of == 20
    assert "do not book both" in file.warnings[0]


def test_a_bankgiro_named_in_the_transaction_is_the_account():
    account = (
        "<TxDtls><RltdPties><Dbtr><Pty><Nm>Åsa Öberg</Nm><PstlAdr><StrtNm>Storgatan</StrtNm>"
        "<BldgNb>2</BldgNb><PstCd>12345</PstCd><TwnNm>Åmål</TwnNm></PstlAdr></Pty></Dbtr>"
        "<CdtrAcct><Id><Othr><Id>991-2346</Id><SchmeNm><Prtry>BGNR</Prtry></SchmeNm></Othr></Id>"
        "</CdtrAcct></RltdPties></TxDtls>"
    )
    [paid] = read(entry(currency="SEK", details=account)).payments
    assert paid.account == "9912346"
    assert (paid.payer.name, paid.payer.address) == ("Åsa Öberg", ("Storgatan 2", "12345 Åmål"))


def test_an_envelope_around_the_message_is_looked_through():
    inner = document(entry())
    raw = f'<Env><AppHdr xmlns="urn:x"><CpyDplct>DUPL</CpyDplct></AppHdr>{inner}</Env>'
    assert len(read_bank_file(raw.encode(), name="x").quarantined) == 1
    assert len(read_bank_file(f"<Env>{inner}</Env>".encode(), name="x").payments) == 1


def test_a_statement_whose_own_summary_disagrees_warns():
    summary = "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>5</Sum></TtlNtries></TxsSummry>"
    file = read(entry(), statement=summary)
    assert len(file.payments) == 1 and len(file.warnings) == 2


def test_a_statement_without_entries_is_a_file_without_payments():
    file = read("", kind="camt.053")
    assert (file.format, file.payments, file.quarantined) == ("camt.053", (), ())


def test_latin_1_that_calls_itself_utf_8_is_read_with_a_warning():
    details = "<TxDtls><RltdPties><Dbtr><Nm>Åsa</Nm></Dbtr></RltdPties></TxDtls>"
    file = read_bank_file(document(entry(details=details)).encode("latin-1"), name="x")
    assert file.payments[0].payer.name == "Åsa" and "Latin-1" in file.warnings[0]


@pytest.mark.parametrize(
    "raw",
    [
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + document(entry("&b;")),
        document(entry("&b;")),
        document(entry())[:-20],
        "<a>" * 5000,
        '<?xml version="1.0" encoding="UTF-7"?>' + document(entry()),
        '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>',
        "<Document><CstmrCdtTrfInitn/></Document>",
        "<html/>",
        "<",
    ],
)
def test_hostile_broken_and_foreign_xml_is_refused_with_a_sentence(raw):
    with pytest.raises(UnreadableBankFile) as refused:
        read_bank_file(raw.encode(), name="upload.xml")
    assert refused.value.sentence.startswith("upload.xml: ")
