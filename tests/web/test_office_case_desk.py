"""On the case, over HTTP: together and apart, means, limitation, what was agreed, in doubt."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from tests.stories import court, small_office
from tests.web.test_office_acts import done, events
from tests.web.test_pages import text_of

TODAY = date(2026, 3, 25)
DUE = date(2026, 3, 2)
WHO = {"identity": "19850312-2387", "name": "Vera Lindgren", "customer_number": "C77"}
PLANS = {"plan": {"bands": [{"up_to": None, "months": [3, 6], "least": 100}]}}


@pytest.fixture
def pair(live_db, today):
    """Two cases of one debtor, and one of somebody else at the same creditor."""
    creditor = small_office.new_creditor()
    first, second, stranger = small_office.register(
        creditor,
        small_office.invoice(creditor, 1, due_on=DUE, **WHO),
        small_office.invoice(creditor, 2, due_on=DUE + timedelta(days=1), **WHO),
        small_office.invoice(creditor, 3, due_on=DUE),
        today=date(2026, 2, 1),
    )
    numbers = [f"{creditor.tenant_id}-{one}" for one in (first, second, stranger)]
    return SimpleNamespace(
        creditor=creditor, first=first, second=second, stranger=stranger, numbers=numbers
    )


def test_cases_of_a_debtor_are_merged_divided_and_kept_apart_with_the_reason(browser, pair):
    first, second, alone = pair.numbers
    assert "Merge with another case" not in text_of(browser.get(f"/office/cases/{alone}/"))
    page = text_of(browser.get(f"/office/cases/{first}/"))
    assert "The debtor's other cases here" in page and second in page
    kept, _ = done(browser, second, "keep-apart", {"because": "two orders"})
    assert kept.status_code == 302
    assert ("kept_apart", "Omar Haddad") in events(pair.creditor, pair.second)
    foreign, _ = done(browser, first, "merge", {"other": str(pair.stranger), "because": "x"})
    assert foreign.status_code == 422  # another debtor's case cannot even be chosen
    place = f"/office/cases/{first}/do/merge/"
    asked = browser.post(place, {"key": "k1", "other": str(pair.second), "because": "she asked"})
    assert asked.status_code == 200 and "Yes, do it" in text_of(asked) and second in text_of(asked)
    merged, _ = done(browser, first, "merge", {"other": str(pair.second), "because": "she asked"})
    assert merged.status_code == 302, text_of(merged)
    page = text_of(browser.get(merged["Location"]))
    assert f"The two go on as one, in case {first}." in page and "A person merged the cases" in page
    whole, _ = done(browser, first, "divide", {"invoices": ["10001", "10002"], "because": "x"})
    assert whole.status_code == 422 and "one at least stays" in text_of(whole)
    divided, _ = done(browser, first, "divide", {"invoices": ["10002"], "because": "two orders"})
    assert divided.status_code == 302, text_of(divided)
    assert ("case_split", "Omar Haddad") in events(pair.creditor, pair.first)
    left = browser.get(f"/office/cases/{first}/")  # the first look tells what was done
    assert "Invoice 10002 goes on in case" in text_of(left)
    page = text_of(browser.get(f"/office/cases/{first}/"))
    assert "10002" not in page.partition("What happened")[0]


def test_why_cases_are_not_merged_stands_beside_the_form(browser, pair):
    first, second, _alone = pair.numbers
    done(browser, second, "dispute", {"reason": "quality", "text": "x", "channel": "phone"})
    typed = {"other": str(pair.second), "because": "she asked"}
    refused, _ = done(browser, first, "merge", typed)
    told = text_of(refused)
    assert refused.status_code == 422 and "end that first" in told
    assert "she asked" in refused.content.decode()


def test_what_a_debtor_can_pay_is_entered_and_a_bureau_is_asked_once(browser, pair, letters):
    number = pair.numbers[0]
    empty, _ = done(browser, number, "ability", {"basis": "plan", "because": "on the phone"})
    assert empty.status_code == 422 and "Say something" in text_of(empty)
    odd, _ = done(browser, number, "ability", {"basis": "plan", "because": "x", "children": "two"})
    assert odd.status_code == 422 and "whole years" in text_of(odd)
    typed = {"basis": "told_by_debtor", "because": "on the phone, by consent", "income": "24 000",
             "housing": "7 000", "household": "single", "children": "4, 12"}  # fmt: skip
    unknown, _ = done(browser, number, "ability", typed)
    assert unknown.status_code == 422 and "is not known for" in text_of(unknown)  # by the law book
    kept, _ = done(browser, number, "ability", {**typed, "livelihood": "11 000"})
    assert kept.status_code == 302, text_of(kept)
    page = text_of(browser.get(kept["Location"]))
    assert "Ability to pay" in page and "Entered by a person" in page and "Counts through" in page
    place = f"/office/cases/{number}/do/check-ability/"
    asked = {"source": "simulated", "basis": "plan", "because": "consent", "key": "k"}
    assert "asked once" in text_of(browser.post(place, asked))
    again = browser.post(place, {**asked, "sure": "1"})
    assert again.status_code == 422 and "counts" in text_of(again)
    bought = browser.post(place, {**asked, "sure": "1", "force": "a new job"})
    assert bought.status_code == 302, text_of(bought)
    assert ("ability_asked", "Omar Haddad") in events(pair.creditor, pair.first)
    twice = browser.post(place, {**asked, "sure": "1"})
    assert twice.status_code == 422


def test_companies_are_asked_how_they_stand_and_not_about_children(browser, live_db, today):
    creditor = small_office.new_creditor()
    number = small_office.organisation_number("SE")
    one = small_office.invoice(creditor, 1, due_on=DUE, kind="business", identity=number)
    (case_id,) = small_office.register(creditor, one, today=one.issued_on)
    at = f"{creditor.tenant_id}-{case_id}"
    page = text_of(browser.get(f"/office/cases/{at}/do/ability/"))
    assert "How the company stands" in page and "children" not in page
    kept, _ = done(browser, at, "ability", {"basis": "before_filing", "because": "register",
                                            "company": "bankrupt"})  # fmt: skip
    assert kept.status_code == 302, text_of(kept)
    assert "Cannot pay" in text_of(browser.get(kept["Location"]))


def test_an_interruption_of_limitation_is_kept_with_its_proof(browser, pair):
    from kvitt.application.list_limitation import list_limitation

    number = pair.numbers[0]
    typed = {"invoice": "10001", "kind": "demand_received", "day": "2026-03-10",
             "evidence": "receipt of the registered letter"}  # fmt: skip
    wrong, _ = done(browser, number, "interruption", {**typed, "day": "2026-04-10"})
    assert wrong.status_code == 422 and "yet to come" in text_of(wrong)
    kept, _ = done(browser, number, "interruption", typed)
    assert kept.status_code == 302, text_of(kept)
    claims = {one.invoice: one for one in list_limitation(pair.creditor)}
    assert claims["10001"].readings[0].expires_on == date(2029, 3, 10)
    assert "10 Mar 2029" in text_of(browser.get(kept["Location"]))
    planned, _ = done(browser, number, "plan-interruption", {
        "invoice": "10001", "act": "a letter by hand", "by": "2029-01-10"})  # fmt: skip
    assert planned.status_code == 302
    assert list_limitation(pair.creditor, case_id=pair.first)[0].planned


def test_an_instalment_is_moved_and_the_plan_ends_with_a_reason(browser, pair):
    number = pair.numbers[0]
    assert browser.get(f"/office/cases/{number}/do/end-plan/").status_code == 302  # none runs
    answer = browser.post(f"/office/cases/{number}/plan/agree/", {
        "key": "p1", "amount": "250", "first": "2026-04-24", "was_read": "on"})  # fmt: skip
    assert answer.status_code == 302, text_of(answer)
    far, _ = done(browser, number, "move-instalment", {"instalment": "1", "to": "2026-12-01",
                                                       "because": "wages"})  # fmt: skip
    assert far.status_code == 422
    moved, _ = done(browser, number, "move-instalment", {"instalment": "1", "to": "2026-04-28",
                                                         "because": "wages"})  # fmt: skip
    assert moved.status_code == 302, text_of(moved)
    early, _ = done(browser, number, "end-plan", {"resumes": "2026-03-25", "because": "lost job"})
    assert early.status_code == 422 and "at the earliest" in text_of(early)
    ended, _ = done(browser, number, "end-plan", {"resumes": "", "because": "lost job"})
    assert ended.status_code == 302, text_of(ended)
    assert "goes on from 26 Mar 2026" in text_of(browser.get(ended["Location"]))
    kinds = [kind for kind, who in events(pair.creditor, pair.first) if who == "Omar Haddad"]
    assert kinds.count("instalment_moved") == 1 and kinds.count("plan_ended") == 1


def test_an_offer_is_withdrawn_until_the_debtor_knows(browser, pair):
    number = pair.numbers[0]
    done(browser, number, "offer", {"amount": "800", "pay_by": "2026-04-10", "because": "hardship"})
    assert "Withdraw the offer" in text_of(browser.get(f"/office/cases/{number}/"))
    gone, _ = done(browser, number, "withdraw-offer", {"because": "a mistake"})
    assert gone.status_code == 302, text_of(gone)
    assert ("settlement_offer_withdrawn", "Omar Haddad") in events(pair.creditor, pair.first)
    assert browser.get(f"/office/cases/{number}/do/withdraw-offer/").status_code == 302


def test_an_application_is_taken_back_and_the_authority_is_told(staff, live_db, letters):
    creditor = small_office.new_creditor(**court.ADDRESS)
    case_id, _day = court.demanded(creditor, due_on=date(2026, 1, 12))
    omar, eva = staff("handler"), staff("handler", "Eva Berg")
    place = f"/office/cases/{creditor.tenant_id}-{case_id}/draft/"
    at = omar.post(place, {"kind": "payment_order", "because": "asked"})["Location"]
    act = f"{at}do/take-back/"
    assert "take the application back" in text_of(omar.get(at)).lower()
    assert omar.post(act, {"because": ""}).status_code == 422
    assert omar.post(act, {"because": "the creditor asked"}).status_code == 302
    assert ("application_taken_back", "Omar Haddad") in events(creditor, case_id)
    at = omar.post(place, {"kind": "payment_order", "because": "asked again"})["Location"]
    eva.post(f"{at}approve/")
    assert omar.post(f"{at}file/").status_code == 302
    tell = f"{at}do/tell/"
    assert "the authority knows what we know" in text_of(omar.get(tell))
    assert omar.post(tell, {}).status_code == 422
    told = omar.post(tell, {"withdraws": "on"})
    assert told.status_code == 302, text_of(told)
    assert ("authority_told", "Omar Haddad") in events(creditor, case_id)
    assert omar.get(f"{at}do/arrived/").status_code == 302  # it is known to have arrived
    assert omar.get(f"{at}do/nonsense/").status_code == 404
    assert staff("finance").get(tell).status_code == 404


def test_a_person_says_whether_a_letter_in_doubt_left(browser, office):
    from kvitt.store.session import execute, query, tenant_scope
    from tests.web.conftest import case_numbers

    (number,) = case_numbers(office)
    case_id = int(number.partition("-")[2])
    with tenant_scope(office.tenant_id):
        ((dispatch, notice),) = query(
            "select d.id, d.notice_id from dispatch d order by d.id desc limit 1")  # fmt: skip
        execute("update dispatch set state = 'unknown' where id = %s", (dispatch,))
        execute("update notice set state = 'unknown' where id = %s", (notice,))
        execute(
            "insert into task (tenant_id, case_id, kind, raised_on, sentence, source_id)"
            " values (%s, %s, 'letter_uncertain', %s, 'it may have left', %s)",
            (office.tenant_id, case_id, TODAY, dispatch),
        )
    page = browser.get(f"/office/cases/{number}/").content.decode()
    assert re.search(r"/do/letter-left/", page)
    answer, _ = done(browser, number, "letter-left", {"letter": str(dispatch), "left": "left"})
    assert answer.status_code == 302, text_of(answer)
    assert "The letter counts as sent." in text_of(browser.get(f"/office/cases/{number}/"))
    assert browser.get(f"/office/cases/{number}/do/letter-left/").status_code == 302
