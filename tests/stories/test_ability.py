"""Can the debtor pay? Asked once, kept for a quarter, known of every case of the debtor."""

import threading
from datetime import date, timedelta

import psycopg
import pytest

from kvitt.application.check_ability import (
    AlreadyAsked,
    CheckFailed,
    NoBasis,
    NobodyToAskAbout,
    StillValid,
    check_ability,
    valid_report,
    valid_reports,
)
from kvitt.application.gate import HeldBack
from kvitt.application.place_hold import NoOpenCase, place_hold, release_hold
from kvitt.application.record_ability import NothingEntered, record_ability
from kvitt.application.show_ability import NoSuchCase, show_ability
from kvitt.domain.ability import VALID_DAYS, Finances
from kvitt.domain.holds import ACTS, KINDS, stops
from kvitt.integrations.credit_information.port import (
    Answer,
    AnswerLost,
    AnswerUnreadable,
    BureauNotAsked,
    BureauRefused,
)
from kvitt.integrations.credit_information.simulated import SimulatedBureau
from kvitt.kernel.identity import InvalidIdentity, parse_identity
from kvitt.law.book import LawNotKnown
from kvitt.store.holds import holds_of
from kvitt.store.session import execute, query_named, query_value, tenant_scope
from tests.stories import small_office as office

DUE = date(2026, 1, 30)
ON = date(2026, 3, 2)
BASIS = {"basis_code": "before_filing", "basis_text": "legitimate need before an application"}
HOME = Finances(
    housing_minor=6_000_00, household="supporting_spouse", child_ages=(4, 12),
    instalments_minor=0, enforcement_minor=0,
)  # fmt: skip
pytestmark = pytest.mark.usefixtures("live_db", "letters")


class Bureau:
    """A bureau that counts the questions, and answers or fails as it is told."""

    name = "bureau"

    def __init__(self, *known, fails=None):
        self.known, self.fails, self.asked = list(known), fails, []

    def check(self, subject):
        self.asked.append(subject)
        if self.fails is not None:
            raise self.fails
        return Answer(b'{"from": "the bureau"}', "application/json", self.known[-1], 12_50)


def number_of(country, digit):
    """A made-up person's number that ends with the digit."""
    if country == "NO":
        made = (f"150681{rest}" for rest in range(40_000, 50_000))
    else:
        made = (f"19810615{rest:04d}" for rest in range(10_000))
    return next(number for number in made if number[-1] == str(digit) and is_right(country, number))


def is_right(country, number):
    try:
        return parse_identity(country, number).number == number
    except InvalidIdentity:
        return False


def a_case(country="NO", *, digit=0, number=1, **told):
    creditor = office.new_creditor(country)
    told = {"identity": number_of(country, digit)} | told
    (case_id,) = office.register(
        creditor, office.invoice(creditor, number, due_on=DUE, **told), today=DUE
    )
    return creditor, case_id


def bought(creditor, case_id):
    return show_ability(creditor, case_id, on=ON)["purchases"]


def ask(creditor, case_id, bureau, *, on=ON, **more):
    return check_ability(creditor, case_id, bureau, today=on, actor="Mona", **(BASIS | more))


def enter(creditor, case_id, known, *, on=ON):
    return record_ability(creditor, case_id, known, basis_text="told by telephone", today=on,
                          actor="Mona")  # fmt: skip


def holds_and_tasks(creditor, case_id, on=ON):
    with tenant_scope(creditor.tenant_id):
        held = query_value(
            "select count(*) from hold where tenant_id = %s and case_id = %s"
            " and kind = 'ability_check' and (until_on is null or until_on > %s)",
            (creditor.tenant_id, case_id, on),
        )
    asked = [t for t in office.tasks(creditor, case_id) if t.kind == "check_ability"]
    return held, len(asked)


def test_bought_income_and_a_told_home_together_say_what_can_be_borne():
    creditor, case_id = a_case()
    place_hold(creditor, case_id, kind="ability_check", because="before court", today=ON,
               actor="Mona")  # fmt: skip
    report = ask(creditor, case_id, SimulatedBureau())
    assert report.verdict == "unknown", "no bureau knows who lives in the home"
    assert holds_and_tasks(creditor, case_id) == (1, 1)
    told_on = ON + timedelta(days=4)
    report = enter(creditor, case_id, HOME, on=told_on)
    assert report.monthly_minor == 42_000_00 - 27_455_00 - 6_000_00
    assert report.verdict == "able"
    assert report.findings["carried"] == ["assets_minor", "income_minor"]
    assert report.valid_until == ON + timedelta(days=VALID_DAYS), "no longer than what was bought"
    assert holds_and_tasks(creditor, case_id, told_on) == (0, 0)
    events = [line.split()[1] for line in office.log(creditor, case_id)]
    assert events[-4:] == ["ability_asked", "ability_checked", "ability_checked", "case_resumed"]


def test_the_raw_answer_is_kept_and_the_purchase_tells_price_and_basis():
    creditor, case_id = a_case()
    ask(creditor, case_id, Bureau(Finances(income_minor=1)))
    (one,) = bought(creditor, case_id)
    assert (one["state"], one["cost_minor"], one["is_person"]) == ("answered", 12_50, True)
    assert (one["basis_code"], one["basis_text"], one["asked_by"]) == (*BASIS.values(), "Mona")
    with tenant_scope(creditor.tenant_id):
        kept = query_value(
            "select d.content from document d join credit_purchase p on p.tenant_id = d.tenant_id"
            " and p.document_id = d.id where p.tenant_id = %s",
            (creditor.tenant_id,),
        )
    assert bytes(kept) == b'{"from": "the bureau"}'


def test_no_sum_and_no_number_of_the_debtor_goes_to_the_history():
    creditor, case_id = a_case()
    ask(creditor, case_id, Bureau(Finances(income_minor=41_234_00)))
    enter(creditor, case_id, HOME._replace(housing_minor=6_543_00))
    told = " ".join(office.log(creditor, case_id))
    for secret in ("41234", "4123400", "6543", "654300", number_of("NO", 0)):
        assert secret not in told


def test_a_report_counts_through_its_last_day_and_for_every_case_of_the_debtor():
    creditor, case_id = a_case()
    found = number_of("NO", 0)
    (other_id,) = office.register(
        creditor, office.invoice(creditor, 2, due_on=DUE, identity=found, customer_number="C1"),
        today=DUE,
    )  # fmt: skip
    (stranger_id,) = office.register(creditor, office.invoice(creditor, 3, due_on=DUE), today=DUE)
    report = ask(creditor, case_id, SimulatedBureau())
    tenant_id, last = creditor.tenant_id, ON + timedelta(days=VALID_DAYS - 1)
    assert valid_report(tenant_id, case_id, on=ON - timedelta(days=1)) is None
    for on in (ON, last):
        found_by_case = valid_reports(tenant_id, [case_id, other_id, stranger_id], on=on)
        assert {one: r.report_id for one, r in found_by_case.items()} == {
            case_id: report.report_id, other_id: report.report_id,
        }  # fmt: skip
    assert valid_report(tenant_id, case_id, on=last + timedelta(days=1)) is None
    assert valid_reports(tenant_id, [], on=ON) == {}


def test_the_newest_report_takes_the_older_ones_place():
    creditor, case_id = a_case()
    enter(creditor, case_id, HOME._replace(income_minor=50_000_00))
    enter(creditor, case_id, HOME._replace(income_minor=0))
    report = valid_report(creditor.tenant_id, case_id, on=ON)
    assert report is not None
    assert report.verdict == "unable"


def test_while_a_report_counts_another_is_bought_only_for_a_reason():
    creditor, case_id = a_case()
    bureau = Bureau(Finances(income_minor=30_000_00))
    ask(creditor, case_id, bureau)
    with pytest.raises(StillValid) as no:
        ask(creditor, case_id, bureau)
    assert "until" in no.value.sentence
    ask(creditor, case_id, bureau, force_because="the debtor has a new job")
    assert [one["forced_because"] for one in bought(creditor, case_id)] == [
        "the debtor has a new job", "",
    ]  # fmt: skip
    later = ON + timedelta(days=VALID_DAYS)
    ask(creditor, case_id, bureau, on=later)
    assert len(bureau.asked) == 3


def test_what_a_person_could_not_say_is_no_reason_not_to_ask():
    creditor, case_id = a_case()
    assert enter(creditor, case_id, HOME).verdict == "unknown"
    report = ask(creditor, case_id, Bureau(Finances(income_minor=40_000_00)))
    assert report.verdict == "able"


@pytest.mark.parametrize(
    "kind", [name for name, kind in KINDS.items() if kind.by_hand and not kind.needs_end]
)
def test_under_a_hold_that_forbids_it_nothing_is_asked_and_nothing_is_noted(kind):
    creditor, case_id = a_case()
    place_hold(creditor, case_id, kind=kind, because="so", today=ON, actor="Mona")
    bureau = Bureau(Finances(income_minor=1))
    if "inquiry" in KINDS[kind].stops:
        with pytest.raises(HeldBack):
            ask(creditor, case_id, bureau)
        assert (bureau.asked, bought(creditor, case_id)) == ([], [])
    else:
        ask(creditor, case_id, bureau)
        assert len(bureau.asked) == 1


def test_what_stops_everything_and_what_is_in_doubt_stops_inquiries():
    stopping = {kind for kind in KINDS if stops(kind, "inquiry")}
    assert {k for k, known in KINDS.items() if known.stops == ACTS} <= stopping
    assert {"dispute", "possible_objection", "protected_identity", "death"} <= stopping
    assert stopping.isdisjoint({"ability_check", "plan", "deferral", "sue_or_drop"})


@pytest.mark.parametrize(
    ("fails", "state", "may_ask_again"),
    [
        (BureauNotAsked("it is not there"), "not_sent", True),
        (BureauRefused("it gives nothing"), "refused", True),
        (AnswerLost("it did not come"), "unknown", False),
        (AnswerUnreadable("odd", content=b"<x>", media_type="text/html"), "answered", True),
    ],
)
def test_what_went_wrong_is_noted_and_a_person_is_asked(fails, state, may_ask_again):
    creditor, case_id = a_case()
    with pytest.raises(CheckFailed) as no:
        ask(creditor, case_id, Bureau(fails=fails))
    assert no.value.sentence == fails.sentence
    (one,) = bought(creditor, case_id)
    assert (one["state"], one["sentence"], one["report_id"]) == (state, fails.sentence, None)
    assert holds_and_tasks(creditor, case_id)[1] == 1
    bureau = Bureau(Finances(income_minor=40_000_00))
    if may_ask_again:
        ask(creditor, case_id, bureau)
    else:
        with pytest.raises(AlreadyAsked):
            ask(creditor, case_id, bureau)
        ask(creditor, case_id, bureau, force_because="the bureau has not counted it")
    assert len(bureau.asked) == 1


def test_a_worker_that_dies_while_it_asks_leaves_a_question_that_nobody_repeats():
    creditor, case_id = a_case()

    class Killed(BaseException):
        pass

    with pytest.raises(Killed):
        ask(creditor, case_id, Bureau(fails=Killed()))
    assert [one["state"] for one in bought(creditor, case_id)] == ["asked"]
    bureau = Bureau(Finances(income_minor=40_000_00))
    with pytest.raises(AlreadyAsked):
        ask(creditor, case_id, bureau)
    ask(creditor, case_id, bureau, force_because="the machine was lost")
    assert [one["state"] for one in bought(creditor, case_id)] == ["answered", "unknown"]


def test_of_two_workers_at_the_same_time_one_asks():
    creditor, case_id = a_case()
    bureau, start = Bureau(Finances(income_minor=40_000_00)), threading.Barrier(2)
    ends = []

    def work():
        from django.db import connection

        start.wait()
        try:
            ends.append(ask(creditor, case_id, bureau).verdict)
        except (AlreadyAsked, StillValid) as no:
            ends.append(no.code)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(bureau.asked) == 1
    assert len(bought(creditor, case_id)) == 1
    assert sorted(ends)[1] == "unknown"
    assert sorted(ends)[0] in ("AlreadyAsked", "StillValid")


def test_without_a_number_a_basis_or_an_open_case_nobody_is_asked():
    creditor = office.new_creditor("NO")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    bureau = Bureau(Finances())
    with pytest.raises(NobodyToAskAbout):
        ask(creditor, case_id, bureau)
    for wrong in ({"basis_text": " "}, {"basis_code": "curiosity"}):
        with pytest.raises(NoBasis):
            ask(creditor, case_id, bureau, **wrong)
    with pytest.raises(NoOpenCase):
        ask(creditor, case_id + 1_000_000, bureau)
    with pytest.raises(NothingEntered):
        enter(creditor, case_id, Finances())
    assert bureau.asked == []


def test_another_creditors_case_is_neither_asked_about_nor_shown():
    ours, case_id = a_case()
    theirs, _ = a_case(number=2)
    ask(ours, case_id, SimulatedBureau())
    bureau = Bureau(Finances())
    with pytest.raises(NoOpenCase):
        ask(theirs, case_id, bureau)
    with pytest.raises(NoOpenCase):
        enter(theirs, case_id, HOME)
    with pytest.raises(NoSuchCase):
        show_ability(theirs, case_id, on=ON)
    assert valid_report(theirs.tenant_id, case_id, on=ON) is None
    assert bureau.asked == []


def test_past_the_known_half_year_a_person_is_refused_and_a_bought_answer_is_kept():
    creditor, case_id = a_case()
    late = date(2026, 7, 1)
    with pytest.raises(LawNotKnown):
        enter(creditor, case_id, HOME._replace(income_minor=40_000_00), on=late)
    assert valid_report(creditor.tenant_id, case_id, on=late) is None
    entered = HOME._replace(income_minor=40_000_00, livelihood_minor=27_455_00)
    assert enter(creditor, case_id, entered, on=late).verdict == "able"


def test_a_bought_answer_is_kept_where_the_law_book_does_not_know_the_year():
    creditor, case_id = a_case("SE")
    enter(creditor, case_id, HOME)
    report = ask(creditor, case_id, Bureau(Finances(income_minor=40_000_00)))
    assert report.verdict == "unknown"
    assert "not known for 2026-03-02" in report.findings["reasons"][0]
    assert len(bought(creditor, case_id)) == 1


def standing(creditor, case_id, kind, on=ON):
    with tenant_scope(creditor.tenant_id):
        return any(
            h.kind == kind and h.stands_on(on) for h in holds_of(creditor.tenant_id, case_id)
        )


@pytest.mark.parametrize(
    ("digit", "told", "kind"),
    [
        (9, {}, "debt_settlement"),
        (0, {"identity": "5599900007", "kind": "business"}, "bankruptcy"),
    ],
)
def test_a_bankruptcy_or_a_settling_of_debts_that_is_told_stops_the_case(digit, told, kind):
    creditor, case_id = a_case("SE", digit=digit, **told)
    assert ask(creditor, case_id, SimulatedBureau()).verdict == "unable"
    assert standing(creditor, case_id, kind)
    assert "file_claim" in {task.kind for task in office.tasks(creditor, case_id)}
    with pytest.raises(HeldBack):
        ask(creditor, case_id, SimulatedBureau(), force_because="is it so?")


def test_what_a_person_found_untrue_does_not_stop_the_case_again():
    creditor, case_id = a_case(digit=9)
    ask(creditor, case_id, SimulatedBureau())
    release_hold(creditor, case_id, kind="debt_settlement", because="it is somebody else", today=ON,
                 actor="Mona")  # fmt: skip
    tomorrow = ON + timedelta(days=1)
    enter(creditor, case_id, Finances(assets_minor=0), on=tomorrow)
    assert not standing(creditor, case_id, "debt_settlement", tomorrow)
    told = HOME._replace(income_minor=40_000_00, in_debt_settlement=False)
    assert enter(creditor, case_id, told, on=tomorrow).verdict == "able"


def test_reports_never_change_and_a_purchase_ends_once():
    creditor, case_id = a_case()
    ask(creditor, case_id, SimulatedBureau())
    for statement in (
        "update ability_report set verdict = 'able'",
        "delete from ability_report",
        "update credit_purchase set state = 'unknown'",
        "update credit_purchase set basis_text = 'other'",
        "delete from credit_purchase",
    ):
        with pytest.raises(psycopg.Error), tenant_scope(creditor.tenant_id):
            execute(statement)
    with tenant_scope(creditor.tenant_id):
        assert len(query_named("select * from ability_report")) == 1
