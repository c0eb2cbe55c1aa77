"""pain.001: counts and sums computed, accounts in each country's form, wrong orders refused."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from lxml import etree

from kvitt.bank.pain import (
    BankProfile,
    Ordering,
    PaymentOrder,
    Transfer,
    UnwritablePaymentOrder,
    write_pain001,
)
from kvitt.kernel.reference import Account, parse_account

NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
SWEDISH = PaymentOrder(
    identification="SETTLE-20261201-1",
    created_at=datetime(2026, 12, 1, 8, 15, tzinfo=UTC),
    execute_on=date(2026, 12, 2),
    currency="SEK",
    ordering=Ordering(
        "Påhittad Inkasso AB", "5566778899", parse_account("SE", "SE4550000000058398257466"),
        "ESSESESS",
    ),
    transfers=(
        Transfer("S-1", 1234500, "Målarna AB", parse_account("SE", "991-2346"), reference="12351"),
        Transfer("S-2", 1000000, "Två AB", parse_account("SE", "28 65 43-4"), text="Redovisning"),
        Transfer("S-3", 111175, "Å. Svensson", parse_account("SE", "SE4550000000058398257466")),
    ),
)  # fmt: skip
NORWEGIAN = replace(
    SWEDISH,
    currency="NOK",
    ordering=Ordering("Oppdiktet Inkasso AS", "987654321", parse_account("NO", "12345678903")),
    transfers=(
        Transfer("N-1", 1, "Rør & Bad AS", parse_account("NO", "8601.11.17947"), "0010025"),
    ),
)


def texts(raw, path):
    return etree.fromstring(raw).xpath(f"{path}/text()", namespaces=NS)


def test_count_and_sum_are_computed_in_header_and_payment():
    raw = write_pain001(SWEDISH)
    assert texts(raw, "//p:NbOfTxs") == ["3", "3"]
    assert texts(raw, "//p:CtrlSum") == ["23456.75", "23456.75"]


def test_bankgiro_plusgiro_and_iban_are_written_in_their_own_forms():
    raw = write_pain001(SWEDISH)
    accounts = "//p:CdtTrfTxInf/p:CdtrAcct/p:Id"
    assert texts(raw, f"{accounts}/p:Othr/p:Id") == ["9912346", "2865434"]
    assert texts(raw, f"{accounts}//p:SchmeNm/*") == ["BGNR", "BBAN"]
    assert texts(raw, f"{accounts}/p:IBAN") == ["SE4550000000058398257466"]
    assert texts(raw, "//p:CdtrAgt//p:MmbId") == ["9900", "9960"]


def test_references_are_structured_and_texts_are_not():
    raw = write_pain001(SWEDISH)
    assert texts(raw, "//p:CdtrRefInf/p:Ref") == ["12351"]
    assert texts(raw, "//p:CdtrRefInf/p:Tp/p:CdOrPrtry/p:Cd") == ["SCOR"]
    assert texts(raw, "//p:Ustrd") == ["Redovisning"]


def test_norwegian_accounts_are_written_as_bban():
    raw = write_pain001(NORWEGIAN)
    assert texts(raw, "//p:Othr[p:SchmeNm/p:Cd='BBAN']/p:Id") == ["12345678903", "86011117947"]
    assert texts(raw, "//p:DbtrAgt//p:Id") == ["NOTPROVIDED"]
    assert texts(raw, "//p:CdtrRefInf/p:Ref") == ["0010025"]


def test_the_same_order_gives_the_same_bytes():
    assert write_pain001(SWEDISH) == write_pain001(SWEDISH)


def test_a_bank_that_wants_another_form_gets_it_by_its_profile():
    raw = write_pain001(SWEDISH, profile=BankProfile(service_level="NURG", bankgiro_scheme="BG"))
    assert texts(raw, "//p:SvcLvl/p:Cd") == ["NURG"]
    assert texts(raw, "//p:SchmeNm/p:Prtry") == ["BG"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount_minor": 0}, "0.00 cannot be paid"),
        ({"amount_minor": -1}, "-0.01"),
        ({"account": Account("bankgiro", "9912345")}, "not a bankgiro"),
        ({"account": Account("konto", "01234567890")}, "not a konto"),
        ({"receiver": ""}, "1 to 140"),
        ({"receiver": "a" * 141}, "1 to 140"),
        ({"receiver": "a\0b"}, "control"),
        ({"text": "both", "reference": "12351"}, "not both"),
        ({"reference": "å"}, "reference"),
        ({"identification": "S-2"}, "twice"),
        ({"identification": "x" * 36}, "1 to 35"),
        ({"bic": "wrong"}, "BIC"),
    ],
)
def test_a_transfer_that_a_bank_cannot_take_is_refused_by_name(change, told):
    order = replace(
        SWEDISH, transfers=(replace(SWEDISH.transfers[0], **change), *SWEDISH.transfers[1:])
    )
    with pytest.raises(UnwritablePaymentOrder, match=told):
        write_pain001(order)


def test_an_order_without_transfers_is_refused():
    with pytest.raises(UnwritablePaymentOrder, match="nothing to pay"):
        write_pain001(replace(SWEDISH, transfers=()))
