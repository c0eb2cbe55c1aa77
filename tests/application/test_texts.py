"""A text of a creditor's own: draft, preview on its cases, another person's approval, its day."""

import json
from datetime import date, timedelta

import pytest

from tests.portfolio import creditor_with, invoice

TODAY = date(2026, 2, 10)
TOMORROW = TODAY + timedelta(days=1)
BODY = "Hej {{ debtor }}! {% if to_pay %}Det gäller {{ to_pay }}.{% endif %}"


@pytest.fixture
def office(live_db):
    """A Swedish creditor with two late invoices of two debtors."""
    return creditor_with(
        [
            invoice("1001", due_on=date(2026, 2, 2), name="Vera Lind"),
            invoice("1002", due_on=date(2026, 2, 3), name="Olle Ek"),
        ],
        today=date(2026, 1, 8),
    )


def proposed(creditor, body=BODY, *, by="Anna", **place):
    from kvitt.application.edit_text import propose_text

    place = {"purpose": "reminder_tone", "name": "greeting", "language": "sv", **place}
    return propose_text(creditor, body=body, by=by, today=TODAY, **place)


def previewed(creditor, text, *, by="Anna"):
    from kvitt.application.preview_text import preview_text

    return preview_text(creditor, text.id, by=by, today=TODAY)


def approved(creditor, text, *, by="Bo", from_on=TODAY, today=TODAY):
    from kvitt.application.approve_text import approve_text

    return approve_text(creditor, text.id, from_on=from_on, by=by, today=today)


def words(creditor, *, on):
    """What the approved text says for each of the creditor's cases on a day."""
    from kvitt.application.own_words import texts_in_use
    from kvitt.application.preview_text import words_for_case
    from kvitt.application.show_case import show_case
    from kvitt.store.session import tenant_scope

    views = [show_case(number, today=on) for number in numbers(creditor)]
    with tenant_scope(creditor.tenant_id):
        text = texts_in_use(creditor.tenant_id, on=on).get(("reminder_tone", "greeting", "sv"))
    return {view.debtor: words_for_case(text, view) if text else None for view in views}


def numbers(creditor):
    from kvitt.store.session import query, tenant_scope

    with tenant_scope(creditor.tenant_id):
        return [f"{creditor.tenant_id}-{row[0]}" for row in query("select id from collection_case")]


def events(creditor):
    from kvitt.store.session import query, tenant_scope

    with tenant_scope(creditor.tenant_id):
        return query(
            "select kind, actor, given->>'number' from history"
            " where case_id is null and kind like 'text%%' order by id"
        )


def test_a_text_is_used_from_its_day_when_another_person_has_approved_it(office):
    text = proposed(office)
    assert words(office, on=TODAY) == {"Vera Lind": None, "Olle Ek": None}
    assert len(previewed(office, text).filled) == 2
    approved(office, text, from_on=TOMORROW)
    assert words(office, on=TODAY)["Vera Lind"] is None
    assert words(office, on=TOMORROW)["Vera Lind"].startswith("Hej Vera Lind! Det gäller 1")
    assert events(office) == [
        ("text_proposed", "Anna", "1"),
        ("text_previewed", "Anna", "1"),
        ("text_approved", "Bo", "1"),
    ]


def test_the_preview_fills_the_text_for_each_case_and_names_those_that_refuse(office):
    made = previewed(office, proposed(office, "{{ debtor }}: {{ invoices.size }}"))
    assert {one.text for one in made.filled} == {"Vera Lind: 1", "Olle Ek: 1"}
    assert {one.case for one in made.filled} == set(numbers(office))
    assert (made.version.cases, made.version.refused) == (2, 0)


def test_at_most_fifty_cases_are_tried(live_db):
    many = [
        invoice(str(number), due_on=date(2026, 2, 2), name=f"Vera {number}")
        for number in range(1001, 1052)
    ]
    office = creditor_with(many, today=date(2026, 1, 8))
    assert len(previewed(office, proposed(office)).filled) == 50


def test_a_creditor_without_cases_sees_the_example(live_db):
    office = creditor_with(today=TODAY)
    (one,) = previewed(office, proposed(office)).filled
    assert (one.case, one.text) == ("example", "Hej Vera Lind! Det gäller 1 248,49 kr.")


def test_whoever_approves_or_previews_says_who_they_are(office):
    from kvitt.application.keep_versions import NobodyNamed

    text = proposed(office)
    for act in (approved, previewed):
        with pytest.raises(NobodyNamed, match="say who"):
            act(office, text, by=" \u200b")


@pytest.mark.parametrize("name", ["Anna", " anna ", "ANNA", "An\u200bna", "Ａｎｎａ", "An\u00adna"])
def test_nobody_approves_a_text_of_their_own(office, name):
    from kvitt.application.keep_versions import SamePerson

    text = proposed(office)
    previewed(office, text, by="Bo")
    with pytest.raises(SamePerson, match="Anna proposed the text: another person approves it"):
        approved(office, text, by=name)
    assert words(office, on=TODAY)["Vera Lind"] is None


def test_the_table_itself_refuses_an_approval_by_the_same_person(office):
    import psycopg

    from kvitt.store.session import tenant_scope
    from kvitt.store.text_templates import TEXTS

    text = proposed(office)
    with pytest.raises(psycopg.errors.CheckViolation, match="nobody_approves"):
        with tenant_scope(office.tenant_id):
            TEXTS.add_approval(office.tenant_id, text.id, by="aNNa ", today=TODAY, from_on=TODAY)


def test_a_text_is_approved_after_a_preview_only(office):
    from kvitt.application.keep_versions import NotPreviewed

    with pytest.raises(NotPreviewed, match="kvitt text preview"):
        approved(office, proposed(office))


def test_a_text_that_cannot_be_filled_for_a_case_is_not_approved(office):
    from kvitt.application.keep_versions import NotPreviewed
    from kvitt.application.preview_text import preview_text

    text = proposed(office, "{{ to_pay }}")
    unknown = date(2028, 3, 1)  # no rate of late interest is known: the sum is not known either
    made = preview_text(office, text.id, by="Anna", today=unknown)
    assert len(made.refused) == 2 and "“to_pay” has no value" in made.refused[0].refused
    with pytest.raises(NotPreviewed, match="gave nothing for 2 cases"):
        approved(office, text, from_on=unknown, today=unknown)
    previewed(office, text)
    with pytest.raises(NotPreviewed, match="gives nothing for case"):
        approved(office, text, from_on=unknown, today=unknown)
    approved(office, text)


def test_a_version_is_approved_once_and_never_for_days_gone_by(office):
    from kvitt.application.keep_versions import ApprovedAlready, BeginsTooEarly

    text = proposed(office)
    previewed(office, text)
    with pytest.raises(BeginsTooEarly, match="from 2026-02-10 at the earliest"):
        approved(office, text, from_on=TODAY - timedelta(days=1))
    approved(office, text)
    with pytest.raises(ApprovedAlready, match="Bo approved version 1"):
        approved(office, text, by="Cia")


def test_old_versions_are_kept_and_an_empty_one_leaves_the_place_empty(office):
    from kvitt.application.edit_text import all_texts

    for body, from_on in ((BODY, TODAY), ("Ny text", TOMORROW), ("", date(2026, 3, 1))):
        text = proposed(office, body)
        previewed(office, text)
        approved(office, text, from_on=from_on)
    assert [text.number for text in all_texts(office)] == [3, 2, 1]
    assert words(office, on=TODAY)["Olle Ek"].startswith("Hej Olle Ek!")
    assert words(office, on=TOMORROW)["Olle Ek"] == "Ny text"
    assert words(office, on=date(2026, 3, 1))["Olle Ek"] is None


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ({"purpose": "collection_demand"}, "is no free place"),
        ({"purpose": "reminder_tone", "body": "x" * 601}, "the most are 600"),
        ({"body": "{{ password }}"}, "line 1, place 4: there is no “password”"),
        ({"language": "fi"}, "texts are written in sv, nb, en"),
        ({"name": "Min text"}, "cannot name a text"),
        ({"by": " "}, "say who proposes"),
    ],
)
def test_what_fills_no_free_place_is_refused_and_leaves_nothing(office, place, problem):
    from kvitt.application.edit_text import all_texts
    from kvitt.kernel.refusal import Refusal

    with pytest.raises(Refusal, match=problem):
        proposed(office, **place)
    assert all_texts(office) == [] and events(office) == []


def test_no_free_place_is_a_sentence_that_a_statute_asks_for():
    from kvitt.application.edit_text import PURPOSES
    from kvitt.documents.checklist import FACTS, SENTENCES

    assert not set(PURPOSES) & {*FACTS, *SENTENCES, *SENTENCES.values()}


def test_another_creditors_text_is_not_found(office):
    from kvitt.application.edit_text import all_texts
    from kvitt.application.keep_versions import VersionNotFound

    text = proposed(office)
    other = creditor_with(today=TODAY)
    for act in (previewed, approved):
        with pytest.raises(VersionNotFound, match="has no text"):
            act(other, text)
    assert all_texts(other) == []


def test_a_kept_text_never_changes(office):
    from django.db.utils import ProgrammingError
    from psycopg.errors import InsufficientPrivilege

    from kvitt.store.session import execute, tenant_scope

    proposed(office)
    for table in ("text_template", "text_preview", "text_approval"):
        with (
            pytest.raises((ProgrammingError, InsufficientPrivilege)),
            tenant_scope(office.tenant_id),
        ):
            execute(f"delete from {table}")


def test_a_condition_is_tried_on_the_creditors_cases(office):
    from kvitt.application.try_condition import try_condition

    tried = try_condition(
        "principal_minor == 100000 && due_on < '2026-02-03' && !is_held", creditor=office,
        today=TODAY,
    )  # fmt: skip
    assert tried.condition.used == ("due_on", "is_held", "principal_minor")
    assert sorted(tried.answers.values()) == [False, True]
    assert set(tried.answers) == set(numbers(office))
    one = numbers(office)[0]
    assert list(try_condition("days_late > 0", case=one, today=TODAY).answers) == [one]
    assert try_condition("is_closed", today=TODAY).answers == {}


def test_the_commands_propose_preview_approve_list_and_show(office, tmp_path, capsys):
    from kvitt.cli import main

    def run(*words):
        code = main(list(words))
        return code, capsys.readouterr().out

    file = tmp_path / "text.liquid"
    file.write_text(BODY + "\n", encoding="utf-8")
    whose = ("--creditor", office.name)
    code, out = run("text", "propose", *whose, "--purpose", "message", "--name", "hello",
                    "--language", "sv", "--file", str(file), "--by", "Anna", "--json")  # fmt: skip
    assert code == 0
    id_ = str(json.loads(out)["id"])
    approve = ("text", "approve", id_, *whose, "--from", "today")
    assert run(*approve, "--by", "Bo")[0] == 1
    code, out = run("text", "preview", id_, *whose, "--by", "Bo", "--json")
    filled = json.loads(out)["filled"]
    assert code == 0 and len(filled) == 2 and not any(one["refused"] for one in filled)
    assert run(*approve, "--by", "Anna")[0] == 1
    code, out = run(*approve, "--by", "Bo")
    assert code == 0 and "is used from" in out
    assert "message hello sv version 1: used from" in run("text", "list", *whose)[1]
    assert BODY in run("text", "show", id_, *whose)[1]
    code, out = run("condition", "try", "days_late >", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "ConditionNotAllowed")
    code, out = run("condition", "try", "balance_minor > 0", *whose, "--json")
    assert code == 0 and set(json.loads(out)["answers"].values()) == {True}


def open_approvals(creditor):
    from kvitt.store.session import query, tenant_scope

    with tenant_scope(creditor.tenant_id):
        return query(
            "select source_id, owner from task where kind = 'approve_text' and done_on is null"
        )


def test_a_draft_asks_another_person_for_a_yes_until_it_is_given(office):
    text = proposed(office)
    assert open_approvals(office) == [(text.id, "agency")]
    previewed(office, text)
    approved(office, text)
    assert open_approvals(office) == []


def test_of_several_drafts_of_the_same_text_the_newest_alone_is_asked_about(office):
    proposed(office)
    newest = proposed(office, "Hej {{ debtor }}!")
    other = proposed(office, "Hej!", language="nb")
    assert open_approvals(office) == [(newest.id, "agency"), (other.id, "agency")]
