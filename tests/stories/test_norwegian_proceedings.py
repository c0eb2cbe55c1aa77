"""Norway: a consumer's case to the namsmann on an own notice, and a company's to the board."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from kvitt.application.announce_enforcement import announce_enforcement
from kvitt.application.apply_to_authority import NotSent, WouldBeRefused, apply_to_authority
from kvitt.application.decide_dispute import decide_dispute
from kvitt.application.draft_proceeding import approve_proceeding, draft_proceeding
from kvitt.application.record_proceeding import record_proceeding
from kvitt.application.run_day import run_day
from kvitt.integrations.elan.parties import PetitionLacks
from kvitt.simulators.elan import Elan
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.court import costs, demanded, interruptions, proceeding

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")
PERSON, COMPANY = "12038512356", "311758489"
HERE = {"address_lines": ("Nattlandsveien 2", "5231 Paradis")}
TOKEN = "token-of-the-creditor"
WEEK = timedelta(days=7)


def record(creditor, proceeding_id, event, on, /, **given):
    return record_proceeding(
        creditor, proceeding_id, event, on_day=on, today=on, by="Kari", given=given
    )


def by_post(**told):
    return {"postcode": "5018", "city": "Bergen", "email": None} | told


def announced(creditor, case_id, on):
    """The notice of enforcement has left, and its two weeks have passed."""
    announce_enforcement(creditor, case_id, today=on, actor="Kari")
    run_day(today=on, tenant_ids=[creditor.tenant_id])
    assert [n.kind for n in office.notices(creditor, case_id)][-1] == "enforcement_notice"
    return on + 2 * WEEK + timedelta(days=1)


@pytest.fixture
def elan(monkeypatch):
    """The authority's system for a creditor: called with it, it listens."""
    running = []

    def listens(creditor, on):
        noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        one = Elan({TOKEN: creditor.organisation_number}, now=lambda: noon).__enter__()
        running.append(one)
        monkeypatch.setenv("KVITT_ELAN_URL", one.url)
        monkeypatch.setenv("KVITT_ELAN_TOKEN", TOKEN)
        monkeypatch.setenv("KVITT_FILING_BOARD_ON_OBJECTION", "yes")
        return one

    yield listens
    for one in running:
        one.__exit__(None, None, None)


def approved(creditor, case_id, kind, on):
    number = draft_proceeding(
        creditor, case_id, kind=kind, because="asked by the creditor", today=on, by="Kari"
    )
    approve_proceeding(creditor, number, today=on, by="Ola")
    return number


def test_a_consumer_by_own_notice_with_objection_to_the_board_and_judgment(elan):
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, asked_on = demanded(creditor, identity=PERSON, **by_post())
    early = approved(creditor, case_id, "attachment", asked_on)
    elan(creditor, asked_on)
    with pytest.raises(WouldBeRefused, match="notice"):
        apply_to_authority(creditor, early, today=asked_on, by="Kari")
    on = announced(creditor, case_id, asked_on)
    there = elan(creditor, on)
    left = apply_to_authority(creditor, early, today=on, by="Kari")
    assert left.number == "26-000001UTL"
    assert len(there.petitions) == 1
    row = proceeding(creditor, early)
    assert (row.state, row.authority_number, row.filed_on) == ("filed", left.number, on)
    assert costs(creditor, case_id)[-1] == ("attachment_application", 928_00)
    record(creditor, early, "receipt", on, number=left.number)
    presented_on = on + WEEK
    record(creditor, early, "presented", presented_on)
    assert proceeding(creditor, early).next_on >= presented_on + 3 * WEEK
    record(creditor, early, "objection", presented_on + WEEK, text="Varen kom aldri.")
    tasks = [task.kind for task in office.tasks(creditor, case_id)]
    assert "answer_objection" in tasks
    assert interruptions(creditor, case_id)[0][1] == on
    money.the_books_hold(creditor)


def test_nobody_decides_silently_whether_the_board_is_wanted(elan, monkeypatch):
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, asked_on = demanded(creditor, identity=PERSON, **by_post())
    number = approved(creditor, case_id, "attachment", asked_on)
    on = announced(creditor, case_id, asked_on)
    there = elan(creditor, on)
    monkeypatch.delenv("KVITT_FILING_BOARD_ON_OBJECTION")
    with pytest.raises(PetitionLacks, match="conciliation board"):
        apply_to_authority(creditor, number, today=on, by="Kari")
    assert (proceeding(creditor, number).state, there.calls) == ("approved", 0)


def test_after_the_boards_judgment_the_first_petition_costs_no_fee(elan):
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, asked_on = demanded(creditor, identity=PERSON, **by_post())
    number = approved(creditor, case_id, "attachment", asked_on)
    on = announced(creditor, case_id, asked_on)
    elan(creditor, on)
    apply_to_authority(creditor, number, today=on, by="Kari")
    record(creditor, number, "presented", on + WEEK)
    record(creditor, number, "objection", on + 2 * WEEK)
    record(creditor, number, "sent_to_board", on + 3 * WEEK)
    names = ("principal", "interest", "cost")
    parts = dict(zip(names, money.open_minor(creditor, case_id), strict=True))
    judged_on = on + 9 * WEEK
    parts["amount"] = sum(parts.values())
    done = record(creditor, number, "judgment", judged_on, number="26-2", **parts)
    record(creditor, number, "closed", judged_on)
    decide_dispute(creditor, case_id, outcome="rejected", because="the board has judged",
                   today=judged_on, actor="Kari")  # fmt: skip
    later = judged_on + 6 * WEEK
    again = draft_proceeding(creditor, case_id, kind="attachment_on_title", because="judgment",
                             today=later, by="Kari", title_id=done.title_id)  # fmt: skip
    approve_proceeding(creditor, again, today=later, by="Ola")
    apply_to_authority(creditor, again, today=later, by="Kari")
    assert [kind for kind, _ in costs(creditor, case_id)].count("attachment_application") == 1


def test_an_answer_that_is_lost_is_found_by_filing_again_and_costs_once(elan):
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, asked_on = demanded(creditor, identity=PERSON, **by_post())
    number = approved(creditor, case_id, "attachment", asked_on)
    on = announced(creditor, case_id, asked_on)
    there = elan(creditor, on)
    there.meets.append("takes_and_fails")
    with pytest.raises(NotSent):
        apply_to_authority(creditor, number, today=on, by="Kari")
    assert proceeding(creditor, number).state == "filing"
    later = on + timedelta(days=2)
    left = apply_to_authority(creditor, number, today=later, by="Kari")
    assert (left.filed_on, len(there.petitions)) == (on, 1)
    kinds = [kind for kind, _ in costs(creditor, case_id)]
    assert kinds.count("attachment_application") == 1


def test_a_company_by_the_conciliation_board_to_a_judgment():
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, on = demanded(
        creditor, 40_000_00, identity=COMPANY, kind="business", name="Frisk Tiger AS", **by_post()
    )
    number = approved(creditor, case_id, "conciliation", on)
    apply_to_authority(creditor, number, today=on, by="Kari")
    row = proceeding(creditor, number)
    assert row.state == "filed"
    names = {path.suffix for path in settings.HOME.applications.glob(f"*/{row.reference}/K*")}
    assert names == {".pdf", ".json"}
    assert costs(creditor, case_id)[-1] == ("conciliation_application", 2071_00)
    record(creditor, number, "receipt", on, number="FR-1")
    record(creditor, number, "reply_asked", on + WEEK)
    judged_on = on + 8 * WEEK
    principal, interest, cost = money.open_minor(creditor, case_id)
    done = record(
        creditor, number, "judgment", judged_on, number="26-1-FR", principal=principal,
        interest=interest, cost=cost, amount=principal + interest + cost,
    )  # fmt: skip
    assert interruptions(creditor, case_id) == [("legal_action", on, judged_on)]
    record(creditor, number, "closed", judged_on)
    enforced = draft_proceeding(
        creditor, case_id, kind="attachment_on_title", because="judgment", today=judged_on,
        by="Kari", title_id=done.title_id,
    )  # fmt: skip
    assert proceeding(creditor, enforced).title_id == done.title_id
    money.the_books_hold(creditor)


def test_wages_are_attached_and_nothing_is_asked_before_money_is_told_of(elan):
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, asked_on = demanded(creditor, identity=PERSON, **by_post())
    number = approved(creditor, case_id, "attachment", asked_on)
    on = announced(creditor, case_id, asked_on)
    elan(creditor, on)
    apply_to_authority(creditor, number, today=on, by="Kari")
    record(creditor, number, "receipt", on, number="26-000001UTL")
    record(creditor, number, "presented", on + WEEK)
    record(creditor, number, "trekk", on + 6 * WEEK)
    assert proceeding(creditor, number).state == "enforcing"
    kinds = {kind: ended for kind, _, ended in interruptions(creditor, case_id)}
    assert kinds["trekk"] is None
    assert "book_distribution" not in [task.kind for task in office.tasks(creditor, case_id)]
    assert proceeding(creditor, number).next_on >= on + 52 * WEEK
