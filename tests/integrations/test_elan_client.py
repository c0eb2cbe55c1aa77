"""Petitions over HTTP to the simulated ELAN: receipts, refusals, silence, the same one twice."""

from datetime import UTC, date, datetime

import pytest

from kvitt.integrations.elan.client import (
    ElanClient,
    ElanNotSetUp,
    NoAnswer,
    PetitionRefused,
    TokenRefused,
    file_by_elan,
)
from kvitt.integrations.elan.codes import CODES, OTHER, WAIT, meaning, remedy_of
from kvitt.integrations.elan.parties import PetitionLacks
from kvitt.integrations.elan.petition import PetitionNotValid, attachments, petition
from kvitt.simulators.elan import (
    BABBLES,
    FAILS,
    SILENT,
    TAKES_AND_FAILS,
    TAKES_AND_IS_SILENT,
    Elan,
)
from kvitt.simulators.elan_rules import refusals
from tests.domain.norwegian_filing import AGENCY, DEBTOR, DEMAND, NOTICE, claim, item
from tests.integrations.elan_filing import NO, TOKEN, hand_over, whole

NOON = datetime(2026, 3, 17, 12, tzinfo=UTC)


@pytest.fixture
def elan():
    with Elan({TOKEN: AGENCY.identity_number}, now=lambda: NOON) as one:
        yield one


@pytest.fixture
def client(elan):
    return ElanClient(elan.url, TOKEN, seconds=1.5)


def filed(client, **told):
    made = whole(**told)
    hand_over(client, made)
    return client.file(petition(made, NO))


def test_a_petition_gets_a_receipt_with_number_and_day(elan, client):
    receipt = filed(client)
    assert receipt.number == "26-000001UTL"
    assert receipt.received_on == date(2026, 3, 17)
    assert (receipt.state, receipt.was_there) == ("mottatt", False)
    assert set(elan.documents) == {one.uuid for one in attachments(whole())}
    assert client.look_up("26-000418", on="2026-03-17").number == receipt.number
    assert client.look_up("26-000419", on="2026-03-17") is None


def test_the_same_petition_twice_is_filed_once(elan, client):
    first, again = filed(client), filed(client)
    assert again.was_there and again.number == first.number
    assert len(elan.petitions) == 1


@pytest.mark.parametrize("meets", [TAKES_AND_FAILS, TAKES_AND_IS_SILENT, BABBLES])
def test_a_petition_that_arrived_without_an_answer_is_found_by_the_same_call(elan, client, meets):
    elan.meets.append(meets)
    with pytest.raises(NoAnswer, match="26-000418"):
        filed(client)
    assert filed(client).was_there
    assert len(elan.petitions) == 1


@pytest.mark.parametrize("meets", [FAILS, SILENT])
def test_a_petition_that_did_not_arrive_is_filed_by_the_same_call(elan, client, meets):
    elan.meets.append(meets)
    with pytest.raises(NoAnswer):
        filed(client)
    assert not elan.petitions
    assert not filed(client).was_there
    assert len(elan.petitions) == 1


def test_a_token_that_is_not_known_files_nothing_and_is_not_repeated_in_the_refusal(elan):
    with pytest.raises(TokenRefused) as no:
        ElanClient(elan.url, "an-old-token").file(petition(whole(), NO))
    assert "an-old-token" not in no.value.sentence
    assert not elan.petitions


def test_documents_that_were_not_handed_over_are_asked_for(elan, client):
    with pytest.raises(PetitionRefused) as no:
        client.file(petition(whole(), NO))
    assert no.value.given["codes"] == ["VEDLEGG_SKAL_VAERE_TILGJENGELIG"]
    assert no.value.given["remedy"] == WAIT


def test_a_debtor_under_the_older_rules_goes_another_way(elan, client):
    elan.older_rules = {DEBTOR.identity_number}
    with pytest.raises(PetitionRefused, match="ELSA") as no:
        filed(client)
    assert no.value.given["remedy"] == OTHER
    assert DEBTOR.identity_number not in no.value.sentence
    assert DEBTOR.name not in no.value.sentence


def test_a_sender_whose_token_is_another_organisations_is_refused(elan, client):
    elan.tokens = {TOKEN: "999999034"}
    with pytest.raises(PetitionRefused) as no:
        filed(client)
    assert no.value.given["codes"] == ["INNSENDER_SAMSVARER_IKKE_MED_AUTENTISERING"]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda told: told.update(kravTilInnkreving=[]), "MANGLER_KRAV"),
        (lambda told: told["kravTilInnkreving"].append(told["kravTilInnkreving"][0]),
         "KRAV_DUPLIKATE_REFERANSER"),
        (lambda told: told["kravTilInnkreving"][0].update(relatertKrav=["10482-U"]),
         "HOVEDSTOL_SKAL_IKKE_HA_ET_RELATERT_KRAV"),
        (lambda told: told["kravTilInnkreving"][1].pop("relatertKrav"),
         "RENTE_MAA_HA_RELATERT_KRAV"),
        (lambda told: told["kravTilInnkreving"][1].update(relatertKrav=["1"]),
         "RELATERTE_KRAV_UGYLDIGE_KRAVREFERANSER"),
        (lambda told: told["kravTilInnkreving"][2].update(relatertKrav=["10482-R1"]),
         "GEBYR_ELLER_SAKSKOSTNAD_HAR_ET_RELATERTKRAV_SOM_IKKE_ER_HOVEDSTOL"),
        (lambda told: told["kravTilInnkreving"][2].update(relatertKrav=["10482-U"]),
         "RELATERTE_KRAV_KAN_IKKE_PEKE_PÅ_SEG_SELV"),
        (lambda told: told["kravTilInnkreving"][0].pop("prioritetISak"), "PRIORITET_MANGLER"),
        (lambda told: told["kravTilInnkreving"][0]["opprinneligBeloep"].update(beloep=1.005),
         "UGYLDIG_BELOEP"),
        (lambda told: told["kravTilInnkreving"][0]["gjenstaaendeBeloep"].update(beloep=-1),
         "UGYLDIG_BELOEP"),
        (lambda told: told["begjaeringensTvangsgrunnlag"][0].pop("varsel"),
         "PARAGRAF_4_18_VARSEL_PAAKREVET"),
        (lambda told: told["begjaeringensTvangsgrunnlag"][0]["innsendersKravreferanse"].pop(),
         "KRAV_IKKE_BENYTTET"),
        (lambda told: told["innsender"].pop("innsender"), "INNSENDER_IKKE_ORGANISASJON"),
        (lambda told: told["innsender"]["prosessfullmektig"].pop("bevillingshaver"),
         "MANGLER_OPPLYSNINGER_BEVILLINGSHAVER"),
        (lambda told: told["betalingsinformasjon"]["norskKonto"].update(kontonummer="12345678904"),
         "UGYLDIG_KONTONR"),
        (lambda told: told["betalingsinformasjon"]["norskKonto"].update(kidnummer="26000418003"),
         "UGYLDIG_KID"),
        (lambda told: told.update(saksoekt=[]), "MANGLER_OPPLYSNINGER_OM_SAKSOEKT"),
        (lambda told: told["saksoekt"].append(told["saksoekt"][0]), "DUPLIKAT_SAKSOEKT"),
        (lambda told: told.update(innsenderReferanse="26-9"),
         "VEDLEGG_SKAL_HA_REFERANSE_TIL_BEGJAERINGEN"),
    ],
)  # fmt: skip
def test_a_spoiled_petition_is_refused_by_its_code_and_files_nothing(elan, client, spoil, code):
    made = whole()
    hand_over(client, made)
    told = petition(made, NO)
    spoil(told)
    with pytest.raises(PetitionRefused) as no:
        client.file(told)
    assert code in no.value.given["codes"]
    assert meaning(code).sentence in no.value.sentence
    assert not elan.petitions


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_table_is_told_in_words(elan, client, code):
    elan.meets.append(f"422:{code}")
    with pytest.raises(PetitionRefused) as no:
        filed(client)
    assert f"{CODES[code].sentence} ({code})" in no.value.sentence
    assert no.value.given["remedy"] == CODES[code].remedy


def test_of_several_codes_the_gravest_says_what_to_do():
    assert remedy_of(["UGYLDIG_KID", "SAKSOEKT_GAMMELT_REGELVERK"]) == OTHER
    assert remedy_of(["UAVKLART_STATUS", "UGYLDIG_KID"]) == "case"
    assert remedy_of(["A_NEW_CODE"]) == "case"


def test_a_duplicate_that_the_authority_does_not_have_stays_refused(elan, client):
    elan.meets.append("422:DUPLIKAT_INNSENDING")
    with pytest.raises(PetitionRefused):
        filed(client)


@pytest.mark.parametrize(
    ("url", "token"),
    [("", TOKEN), ("http://elan.example/api", TOKEN), ("https://elan.example", ""),
     ("ftp://127.0.0.1/api", TOKEN), ("file:///etc/passwd", TOKEN)],
)  # fmt: skip
def test_a_token_is_sent_over_https_or_to_this_machine_alone(url, token):
    with pytest.raises(ElanNotSetUp):
        ElanClient.from_environment({"KVITT_ELAN_URL": url, "KVITT_ELAN_TOKEN": token})


def test_nobody_listening_is_no_answer():
    client = ElanClient.from_environment(
        {"KVITT_ELAN_URL": "http://127.0.0.1:9/api", "KVITT_ELAN_TOKEN": TOKEN,
         "KVITT_ELAN_SECONDS": "0.3"}
    )  # fmt: skip
    with pytest.raises(NoAnswer):
        client.file(petition(whole(), NO))


PDFS = {DEMAND.notice_id: b"%PDF demand", NOTICE.notice_id: b"%PDF notice"}


def test_documents_and_petition_go_in_one_call_and_twice_is_once(elan, client):
    first = file_by_elan(client, whole(), NO, PDFS)
    again = file_by_elan(client, whole(), NO, PDFS)
    assert (first.was_there, again.was_there, again.number) == (False, True, first.number)
    assert sorted(elan.documents.values()) == [b"%PDF demand", b"%PDF notice", b"%PDF notice"]
    assert len(elan.petitions) == 1


def test_nothing_leaves_where_a_document_is_missing_or_the_petition_is_wrong(elan, client):
    with pytest.raises(PetitionLacks, match="betalingsoppfordring"):
        file_by_elan(client, whole(), NO, {NOTICE.notice_id: b"%PDF notice"})
    before = elan.calls
    with pytest.raises(PetitionNotValid):
        file_by_elan(client, whole(pay_to="1"), NO, PDFS)
    assert elan.calls == before
    assert not elan.petitions


def test_another_claim_of_the_same_debtor_is_another_petition(elan, client):
    other = (claim(item(5, "principal", 500_00), number="10999"),)
    filed(client)
    assert not filed(client, reference="26-000777", claims=other).was_there
    assert len(elan.petitions) == 2


@pytest.mark.parametrize(
    ("reference", "is_right"),
    [("123456782", True), ("123456785", True), ("10017", True), ("10014", True),
     ("10003-", True), ("123456780", False), ("1", False), ("1000a7", False)],
)  # fmt: skip
def test_the_simulated_authority_knows_a_payment_reference_by_either_check(reference, is_right):
    told = {"betalingsinformasjon": {"norskKonto": {"kontonummer": "12345678903",
                                                    "kidnummer": reference}}}  # fmt: skip
    assert ("UGYLDIG_KID" not in refusals(told, documents={})) is is_right
