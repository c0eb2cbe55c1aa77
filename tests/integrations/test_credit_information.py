"""The clients of credit bureaus against a bureau on this machine: shapes, prices and troubles."""

import pytest

from kvitt.domain.ability import Finances
from kvitt.integrations.credit_information.creditsafe import Creditsafe
from kvitt.integrations.credit_information.port import (
    AnswerLost,
    AnswerUnreadable,
    BureauNotAsked,
    BureauNotSet,
    BureauRefused,
    Subject,
)
from kvitt.integrations.credit_information.simulated import COMPANIES, PEOPLE, SimulatedBureau
from kvitt.integrations.credit_information.uc import UC
from kvitt.simulators.credit_bureau import CreditBureauSimulator

PERSON = Subject("SE", True, "198112289874")
COMPANY = Subject("SE", False, "5560160680")
PEOPLE_KNOWN = {
    PERSON.number: {
        "income": {"taxableYearly": 420_000, "finalTaxYearly": 120_000},
        "enforcement": {"debtBalance": 15_000},
        "debtRestructuring": False,
    }
}
COMPANIES_KNOWN = {
    COMPANY.number: {
        "companySummary": {"companyStatus": {"status": "Active"}},
        "financials": {"cashAndEquivalents": 90_000},
        "negativeInformation": {"enforcementDebt": 0},
    }
}


@pytest.fixture
def bureau():
    with CreditBureauSimulator(companies=COMPANIES_KNOWN, people=PEOPLE_KNOWN) as opened:
        yield opened


def uc(bureau, **more):
    return UC.from_environment({"KVITT_UC_URL": bureau.url} | more)


def creditsafe(bureau, **more):
    return Creditsafe.from_environment({"KVITT_CREDITSAFE_URL": bureau.url} | more)


ASKED = [(uc, PERSON), (creditsafe, COMPANY)]


def test_a_person_is_asked_about_once_and_the_answer_is_kept_as_it_came(bureau):
    answer = uc(bureau, KVITT_UC_PRICE="12.50").check(PERSON)
    assert answer.known == Finances(
        income_minor=25_000_00, enforcement_minor=15_000_00, in_debt_settlement=False
    )
    assert answer.cost_minor == 12_50
    assert b"taxableYearly" in answer.content
    assert bureau.reports == [PERSON.number]


def test_a_company_is_found_by_its_number_and_its_report_is_read(bureau):
    answer = creditsafe(bureau).check(COMPANY)
    assert answer.known == Finances(
        company_status="active", assets_minor=90_000_00, enforcement_minor=0
    )
    assert answer.cost_minor is None, "a price that is not set is not known, and not zero"
    assert bureau.reports == [COMPANY.number]


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ({}, Finances()),
        ({"income": {"taxableYearly": 420_000}}, Finances()),
        ({"income": None, "enforcement": {}}, Finances()),
        ({"income": {"taxableYearly": 0, "finalTaxYearly": 0}}, Finances(income_minor=0)),
    ],
)
def test_what_the_bureau_does_not_say_is_unknown_and_never_zero(bureau, said, known):
    bureau.people[PERSON.number] = said
    assert uc(bureau).check(PERSON).known == known


@pytest.mark.parametrize(
    "said",
    [
        {"income": "much"},
        {"income": {"taxableYearly": "420000", "finalTaxYearly": 0}},
        {"income": {"taxableYearly": -1, "finalTaxYearly": 0}},
        {"enforcement": {"debtBalance": True}},
        {"debtRestructuring": "no"},
    ],
)
def test_an_answer_of_another_shape_is_for_a_person_with_its_bytes(bureau, said):
    bureau.people[PERSON.number] = said
    with pytest.raises(AnswerUnreadable) as no:
        uc(bureau).check(PERSON)
    assert no.value.content.startswith(b'{"creditReport"')
    assert PERSON.number not in no.value.sentence


@pytest.mark.parametrize("status", ["active", "In liquidation", "Bankruptcy", "Sleeping", ""])
def test_a_status_that_is_no_word_of_ours_is_not_known(bureau, status):
    bureau.companies[COMPANY.number] = {"companySummary": {"companyStatus": {"status": status}}}
    known = creditsafe(bureau).check(COMPANY).known.company_status
    expected = {"active": "active", "In liquidation": "liquidation", "Bankruptcy": "bankrupt"}
    assert known == expected.get(status)


@pytest.mark.parametrize("client_and_subject", ASKED, ids=("uc", "creditsafe"))
@pytest.mark.parametrize(
    ("behaviour", "refusals"),
    [
        ("refuses", {BureauRefused}),
        ("is_busy", {BureauNotAsked}),
        ("breaks", {AnswerLost, BureauNotAsked}),
        ("hangs_up", {AnswerLost, BureauNotAsked}),
        ("talks_nonsense", {AnswerUnreadable}),
    ],
)
def test_every_trouble_has_its_refusal_and_none_repeats_the_number(
    bureau, client_and_subject, behaviour, refusals
):
    client, subject = client_and_subject
    bureau.behaviour = behaviour
    with pytest.raises(tuple(refusals)) as no:
        client(bureau).check(subject)
    assert subject.number not in str(no.value)
    assert "secret" not in str(no.value)


def test_a_call_that_is_charged_and_gets_no_answer_is_lost_not_missing(bureau):
    bureau.behaviour = "hangs_up"
    with pytest.raises(AnswerLost):
        uc(bureau).check(PERSON)
    with pytest.raises(BureauNotAsked):  # the token costs nothing: it may be asked for again
        creditsafe(bureau).check(COMPANY)


def test_a_bureau_that_is_not_there_was_not_asked():
    with CreditBureauSimulator() as gone:
        url = gone.url
    with pytest.raises(BureauNotAsked):
        UC.from_environment({"KVITT_UC_URL": url}).check(PERSON)


def test_an_unknown_number_is_a_refusal(bureau):
    with pytest.raises(BureauRefused):
        uc(bureau).check(Subject("SE", True, "194608141564"))
    with pytest.raises(BureauRefused):
        creditsafe(bureau).check(Subject("SE", False, "5565660001"))
    assert bureau.reports == []


def test_each_bureau_is_asked_only_about_those_it_knows(bureau):
    for client, subject in (
        (uc, COMPANY), (creditsafe, PERSON), (uc, PERSON._replace(country="NO")),
    ):  # fmt: skip
        with pytest.raises(BureauNotAsked):
            client(bureau).check(subject)
    assert bureau.reports == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "connect.example",
        "https://connect.example/v1",
        "http://kvitt:secret@connect.example/v1",
        "ftp://kvitt:secret@127.0.0.1/v1",
        "https://kvitt@connect.example",
    ],
)
def test_an_address_that_would_tell_secrets_or_is_none_is_refused(url):
    with pytest.raises(BureauNotSet) as no:
        UC.from_environment({"KVITT_UC_URL": url})
    assert "secret" not in str(no.value)


@pytest.mark.parametrize("price", ["free", "-1"])
def test_a_price_that_is_no_amount_is_refused(bureau, price):
    with pytest.raises(BureauNotSet):
        uc(bureau, KVITT_UC_PRICE=price)


@pytest.mark.parametrize("digit", "0123456789")
def test_the_simulated_bureau_says_the_same_of_the_same_number(digit):
    for is_person, profiles in ((True, PEOPLE), (False, COMPANIES)):
        subject = Subject("SE", is_person, f"19000101000{digit}")
        first, second = SimulatedBureau().check(subject), SimulatedBureau().check(subject)
        assert first == second
        assert first.known == profiles[digit]
        assert subject.number.encode() not in first.content
