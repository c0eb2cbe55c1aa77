"""What an auditor sees, over HTTP: the rule check, registers, drawn evidence, figures, mail."""

import csv
import io
import re
import zipfile
from datetime import date, timedelta

import pytest

from kvitt.application.check_rules import PeriodUnclear, check_rules
from kvitt.application.half_year_figures import half_year_figures
from kvitt.application.sealed_zip import NoBundle, own_key, verify_zip
from kvitt.documents.signature import new_private_key, public_key
from tests.store.test_history_chain import superuser
from tests.stories import small_office
from tests.web.conftest import DUE, TODAY, case_numbers
from tests.web.test_office_acts import done
from tests.web.test_pages import text_of

FROM, UNTIL = date(2026, 2, 1), date(2026, 3, 31)
PERIOD = {"from_on": FROM.isoformat(), "until_on": UNTIL.isoformat()}


def checked(creditor):
    return check_rules([creditor], from_on=FROM, until_on=UNTIL)


def test_letters_that_left_by_the_rules_hold_and_the_law_is_named(staff, office):
    found = checked(office)
    assert found.letters == 3 and found.exceptions == () and found.is_whole
    assert found.laws and found.laws[0][0] == "SE"
    lars = staff("compliance", "Lars Ek")
    told = text_of(lars.get("/office/audit/", {**PERIOD, "creditor": office.tenant_id}))
    assert "Letters checked 3" in told and "Every letter holds." in told
    assert staff("handler").get("/office/audit/").status_code == 404
    assert "required" in text_of(lars.get("/office/audit/", {"from_on": "x"}))
    wrong = lars.get("/office/audit/", {"from_on": "2026-03-01", "until_on": "2026-02-01"})
    assert "before it begins" in text_of(wrong)
    with pytest.raises(PeriodUnclear):
        check_rules([office], from_on=UNTIL, until_on=FROM)


HELD = (
    "insert into hold (tenant_id, case_id, kind, from_on, reason, placed_by)"
    " select tenant_id, case_id, 'manual_pause', sent_on - 3, 'spoiled', 'x' from notice"
    " where id = %(last)s"
)
DEARER = (
    "update claim_item set amount_minor = amount_minor + %(sign)s * 100 where notice_id = %(last)s"
    " and kind <> 'interest'"
)


@pytest.mark.parametrize(
    ("spoil", "mend", "rule"),
    [
        ("update notice set deadline_on = deadline_on - %(sign)s * 9 where id = %(last)s", "",
         "time"),
        ("update notice set deadline_on = deadline_on + %(sign)s * 60 where id = %(middle)s", "",
         "patience"),
        ("update claim set due_on = due_on + %(sign)s * 60 where case_id = %(case)s", "", "early"),
        (HELD, "delete from hold where reason = 'spoiled'", "held"),
        (DEARER, "", "charge"),
    ],
)  # fmt: skip
def test_a_letter_that_breaks_a_rule_is_found(office, database_server, spoil, mend, rule):
    from kvitt.store.session import query, tenant_scope

    with tenant_scope(office.tenant_id):
        rows = [row[0] for row in query("select id from notice where of_flow order by id")]
    (number,) = case_numbers(office)
    given = {"middle": rows[-2], "last": rows[-1], "case": int(number.partition("-")[2])}
    with superuser(database_server) as forger:  # no trigger and no wall is in the way
        assert forger.execute(spoil, {**given, "sign": 1}).rowcount
        try:
            found = checked(office)
        finally:
            forger.execute(mend or spoil, {**given, "sign": -1})
    assert rule in {one.rule for one in found.exceptions}, found.exceptions
    assert {one.rule for one in found.exceptions} <= {rule, "charge"}
    assert {one.case for one in found.exceptions} == {number}
    assert checked(office).exceptions == ()


def test_merges_and_those_left_out_are_told_with_their_reasons(staff, live_db):
    creditor = small_office.new_creditor()
    who = {"identity": "19850312-2387", "name": "Vera Lindgren"}
    first, second = small_office.register(
        creditor,
        small_office.invoice(creditor, 1, due_on=DUE, **who),
        small_office.invoice(creditor, 2, due_on=DUE, **who),
        today=DUE,
    )
    number = f"{creditor.tenant_id}-{first}"
    omar = staff("handler")
    done(omar, number, "keep-apart", {"because": "two orders"})
    done(omar, number, "merge", {"other": str(second), "because": "one letter is enough"})
    lars = staff("compliance", "Lars Ek")
    asked = {**PERIOD, "creditor": creditor.tenant_id}
    told = text_of(lars.get("/office/audit/merges/", asked))
    assert "one letter is enough" in told and "two orders" in told and "Omar Haddad" in told
    for name in ("refusals", "fees"):
        page = lars.get(f"/office/audit/{name}/", asked)
        assert page.status_code == 200 and "Nothing in the period." in text_of(page)
    assert lars.get("/office/audit/nonsense/").status_code == 404
    assert staff("finance").get("/office/audit/merges/").status_code == 404


def test_what_the_law_did_not_allow_stands_in_the_register(staff, live_db):
    from kvitt.store.history import Event, add_history
    from kvitt.store.session import tenant_scope

    creditor = small_office.new_creditor()
    one = small_office.invoice(creditor, 1, due_on=DUE)
    (case_id,) = small_office.register(creditor, one, today=DUE)
    with tenant_scope(creditor.tenant_id):
        for at in range(60):
            refused = {"refused": [f"a fee of {at} is not allowed [lag (1981:739) 4 §]"]}
            add_history(creditor.tenant_id, [Event(case_id, "reminder_planned", refused)],
                        on_day=TODAY, actor="night")  # fmt: skip
    lars = staff("compliance", "Lars Ek")
    asked = {**PERIOD, "creditor": creditor.tenant_id}
    page = lars.get("/office/audit/refusals/", asked)
    assert "a fee of 59 is not allowed" in text_of(page) and "of 9 is" not in text_of(page)
    more = re.search(r'href="(\?[^"]*before=\d+)"', page.content.decode())[1]
    assert "of 9 is" in text_of(lars.get(f"/office/audit/refusals/{more.replace('&amp;', '&')}"))


def test_evidence_of_cases_drawn_by_a_word_is_signed_and_can_be_checked(staff, office, monkeypatch):
    own = lambda: [office.tenant_id]  # noqa: E731 others' cases lie in the same database
    monkeypatch.setattr("kvitt.application.draw_evidence.own_tenants", own)
    lars = staff("compliance", "Lars Ek")
    assert lars.post("/office/audit/evidence/", {"count": "0", "seed": "x"}).status_code == 422
    answer = lars.post("/office/audit/evidence/", {"count": "25", "seed": "aprikos"})
    assert answer["Content-Type"] == "application/zip"
    (number,) = case_numbers(office)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert f"{number}.zip" in archive.namelist()
        inner = archive.read(f"{number}.zip")
    for content in (answer.content, inner):
        found = verify_zip(content)
        assert found.is_whole and found.files > 5 and found.key == own_key()[1]
    assert not verify_zip(inner, key=public_key(new_private_key())).is_signed
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(inner)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            kept = old.read(name)
            new.writestr(name, kept.replace(b"1000", b"9000") if name == "case.json" else kept)
        new.writestr("more.txt", b"slipped in")
    assert verify_zip(changed.getvalue()).wrong == ("case.json", "more.txt")
    with pytest.raises(NoBundle):
        verify_zip(b"PK nothing")
    assert "Lars Ek" in text_of(lars.get(f"/office/cases/{number}/"))


def test_the_figures_of_half_a_year_are_a_file_that_adds_up(staff, office):
    found = half_year_figures(TODAY, today=TODAY, by="Lars", tenants=[office.tenant_id])
    rows = list(csv.DictReader(io.StringIO(found.as_csv.decode())))
    said = {(row["figure"], row["detail"]): (row["count"], row["amount"]) for row in rows}
    assert said["cases_opened", ""] == ("1", "") and said["cases_open_at_end", ""][0] == "1"
    assert said["principal_of_opened", ""] == ("1", "1000.00")
    assert said["letters", "reminder"] == ("1", "")
    assert said["charged", "reminder"] == ("1", "60.00")
    assert half_year_figures(
        date(2025, 8, 1), today=TODAY, by="Lars", tenants=[office.tenant_id]
    ).rows == ()  # fmt: skip
    lars = staff("compliance", "Lars Ek")
    answer = lars.post("/office/audit/figures/", {"half_year": "2026-01-01"})
    assert answer["Content-Type"].startswith("text/csv")
    assert answer.content.startswith(b"country,currency,debtor,figure,detail,count,amount")
    assert lars.post("/office/audit/figures/", {"half_year": "1999-01-01"}).status_code == 422


def test_objections_and_complaints_are_counted_with_their_days(staff, live_db, today):
    from kvitt.application.decide_dispute import decide_dispute
    from kvitt.application.raise_dispute import raise_dispute
    from kvitt.application.read_audit import answer_times

    creditor = small_office.new_creditor()
    one = small_office.invoice(creditor, 1, due_on=DUE)
    (case_id,) = small_office.register(creditor, one, today=DUE)
    raise_dispute(creditor, case_id, reason="quality", text="x", today=DUE, actor="Omar")
    decide_dispute(creditor, case_id, outcome="rejected", because="y", was_reasonable=True,
                   today=DUE + timedelta(days=3), actor="Omar")  # fmt: skip
    (found,) = answer_times(from_on=FROM, until_on=UNTIL, today=TODAY, creditor=creditor)
    assert (found.what, found.came, found.answered, found.mean_tenths) == ("dispute", 1, 1, 30)
    asked = {**PERIOD, "creditor": creditor.tenant_id}
    assert "Objections 1 1 3.0" in text_of(staff("compliance").get("/office/audit/", asked))


MAIL = (
    "From: Vera Lindgren <vera@example.com>\r\nTo: post@kvitt.example\r\n"
    "Subject: =?utf-8?q?Fr=C3=A5ga_4711?=\r\nMessage-ID: <{key}@example.com>\r\n\r\n"
    "I paid on Monday.\r\n"
)


def kept_mail(key: str) -> int:
    """A mail that names no address of ours, and its number."""
    from kvitt.application.take_mail import take_mail
    from kvitt.store.session import query_value, tenant_scope
    from kvitt.store.tenants import agency_tenant_id

    raw = MAIL.format(key=key).encode()
    assert take_mail(raw, reply_domain="svar.example.com", today=TODAY).outcome == "quarantined"
    with tenant_scope(agency_tenant_id()):
        return int(query_value("select max(id) from received_mail where mail_key like %s",
                               (f"%{key}%",)))  # fmt: skip


def test_a_mail_is_placed_on_a_case_or_set_aside(staff, live_db, today):
    creditor = small_office.new_creditor()
    one = small_office.invoice(creditor, 1, due_on=DUE)
    (case_id,) = small_office.register(creditor, one, today=DUE)
    number, omar = f"{creditor.tenant_id}-{case_id}", staff("handler")
    mail_id, other_id = kept_mail("placed"), kept_mail("aside")
    listed = omar.get("/office/mail/")
    assert f"/office/mail/{mail_id}/" in listed.content.decode() and "Fråga 4711" in text_of(listed)
    at = f"/office/mail/{mail_id}/"
    assert "I paid on Monday." in text_of(omar.get(at))
    assert omar.get(f"{at}as-it-came/").content == MAIL.format(key="placed").encode()
    wrong = omar.post(f"{at}place/", {"reference": "999999-9", "author": "debtor"})
    assert wrong.status_code == 422
    placed = omar.post(f"{at}place/", {"reference": number, "author": "debtor"})
    assert placed.status_code == 302, text_of(placed)
    thread = text_of(omar.get(placed["Location"]))
    assert "I paid on Monday." in thread and "Fråga 4711" in thread and number in thread
    assert omar.get(at).status_code == 404
    aside = f"/office/mail/{other_id}/aside/"
    assert omar.post(aside, {"because": ""}).status_code == 422
    assert omar.post(aside, {"because": "an advertisement"}).status_code == 302
    assert f"/office/mail/{other_id}/" not in omar.get("/office/mail/").content.decode()
    assert staff("finance").get("/office/mail/").status_code == 404
