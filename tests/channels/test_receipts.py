from datetime import date

import pytest

from kvitt.channels.receipts import Receipt, UnreadableReceipt, message_id, read_receipts
from kvitt.simulators.mailbox import delivery_report

KEY = message_id("2-17-1", b"\x0a\x1b\x2c\x3d" + bytes(28), "bjorkdalen.example")


def test_a_print_houses_receipt_is_read_line_by_line():
    raw = b"key,status,day,sentence\n2-17-1,posted,2026-03-10,\n2-18-2,returned,2026-03-14,moved\n"
    first, second = read_receipts(raw, name="r.csv")
    assert first == Receipt("2-17-1", "posted", date(2026, 3, 10), "")
    assert (second.tenant_id, second.notice_id, second.attempt) == (2, 18, 2)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"a,b\n", "line 1"),
        (b"key,status,day\n2-17,posted,2026-03-10\n", "line 2: key"),
        (b"key,status,day\n2-17-1,lost,2026-03-10\n", "line 2: status"),
        (b"key,status,day\n2-17-1,posted,10.3.2026\n", "line 2: day"),
        (b"key,status,day\n2-17-1,posted,\xe5\n", "UTF-8"),
    ],
)
def test_a_receipt_that_cannot_be_read_is_refused_with_its_line(raw, told):
    with pytest.raises(UnreadableReceipt, match=told):
        read_receipts(raw, name="r.csv")


def test_a_delivery_report_names_the_attempt_by_our_message_id():
    (receipt,) = read_receipts(delivery_report(KEY, "asa@example.com", "f@x.example"), name="b.eml")
    assert (receipt.key, receipt.status) == ("2-17-1", "bounced")
    assert "asa@" not in receipt.sentence


def test_a_report_of_delay_is_no_bounce():
    raw = delivery_report(KEY, "asa@example.com", "f@x.example").replace(
        b"Action: failed", b"Action: delayed"
    )
    assert read_receipts(raw, name="b.eml") == []


def test_an_out_of_office_answer_is_no_receipt():
    with pytest.raises(UnreadableReceipt):
        read_receipts(
            b"Subject: Away\r\nIn-Reply-To: " + KEY.encode() + b"\r\n\r\nBack on Monday",
            name="o.eml",
        )


def test_a_report_about_anothers_mail_is_no_receipt():
    raw = delivery_report("<abc@other.example>", "asa@example.com", "f@x.example")
    with pytest.raises(UnreadableReceipt):
        read_receipts(raw, name="b.eml")
