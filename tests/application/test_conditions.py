"""A condition of a creditor's own: draft, preview on its cases, another's approval, its day."""

import json
from datetime import date, timedelta

import pytest

from tests.portfolio import creditor_with, invoice

TODAY = date(2026, 2, 10)
TOMORROW = TODAY + timedelta(days=1)
BIG = "balance_minor > 150000"


@pytest.fixture
def office(live_db):
    """A Swedish creditor with a small and a big late invoice of two debtors."""
    return creditor_with(
        [
            invoice("1001", due_on=date(2026, 2, 2), name="Vera Lind"),
            invoice("1002", due_on=date(2026, 2, 3), name="Olle Ek", amount_minor=2_000_00),
        ],
        today=date(2026, 1, 8),
    )


def proposed(creditor, source=BIG, *, by="Anna", name="big_debt"):
    from kvitt.application.edit_condition import propose_condition

    return propose_condition(creditor, name=name, source=source, by=by, today=TODAY)


def previewed(creditor, version, *, by="Anna", today=TODAY):
    from kvitt.application.edit_condition import preview_condition

    return preview_condition(creditor, version.id, by=by, today=today)


def approved(creditor, version, *, by="Bo", from_on=TODAY, today=TODAY):
    from kvitt.application.edit_condition import approve_condition

    return approve_condition(creditor, version.id, from_on=from_on, by=by, today=today)


def in_use(creditor, *, on, name="big_debt"):
    from kvitt.store.conditions import condition_in_use
    from kvitt.store.session import tenant_scope

    with tenant_scope(creditor.tenant_id):
        return condition_in_use(creditor.tenant_id, name, on=on)


def events(creditor):
    from kvitt.store.session import query, tenant_scope

    with tenant_scope(creditor.tenant_id):
        return query(
            "select kind, actor, given->>'name', given->>'held' from history"
            " where case_id is null and kind like 'condition%%' order by id"
        )


def test_a_condition_is_used_from_its_day_when_another_person_has_approved_it(office):
    version = proposed(office)
    assert in_use(office, on=TODAY) is None
    made = previewed(office, version)
    assert sorted(made.answers.values()) == [False, True]
    assert (made.version.cases, made.version.held, made.version.refused) == (2, 1, 0)
    approved(office, version, from_on=TOMORROW)
    assert in_use(office, on=TODAY) is None
    assert in_use(office, on=TOMORROW) == BIG
    assert events(office) == [
        ("condition_proposed", "Anna", "big_debt", None),
        ("condition_previewed", "Anna", "big_debt", "1"),
        ("condition_approved", "Bo", "big_debt", None),
    ]


def test_a_later_version_takes_over_on_its_day_and_the_older_one_stays_for_the_days_before(office):
    from kvitt.application.edit_condition import all_conditions

    for source, from_on in ((BIG, TODAY), ("false", TOMORROW)):
        version = proposed(office, source)
        previewed(office, version)
        approved(office, version, from_on=from_on)
    assert (in_use(office, on=TODAY), in_use(office, on=TOMORROW)) == (BIG, "false")
    assert [(one.number, one.source) for one in all_conditions(office)] == [(2, "false"), (1, BIG)]


@pytest.mark.parametrize("name", ["Anna", " anna ", "ANNA", "An\u200bna"])
def test_nobody_approves_a_condition_of_their_own(office, name):
    from kvitt.application.keep_versions import SamePerson

    version = proposed(office)
    previewed(office, version, by="Bo")
    with pytest.raises(SamePerson, match="Anna proposed the condition: another person"):
        approved(office, version, by=name)
    assert in_use(office, on=TODAY) is None


def test_the_table_itself_refuses_an_approval_by_the_same_person(office):
    import psycopg

    from kvitt.store.conditions import CONDITIONS
    from kvitt.store.session import tenant_scope

    version = proposed(office)
    with pytest.raises(psycopg.errors.CheckViolation, match="nobody_approves"):
        with tenant_scope(office.tenant_id):
            CONDITIONS.add_approval(
                office.tenant_id, version.id, by="aNNa ", today=TODAY, from_on=TODAY
            )


def test_a_condition_is_approved_after_a_preview_only_once_and_for_no_day_gone_by(office):
    from kvitt.application.keep_versions import ApprovedAlready, BeginsTooEarly, NotPreviewed

    version = proposed(office)
    with pytest.raises(NotPreviewed, match="kvitt condition preview"):
        approved(office, version)
    previewed(office, version)
    with pytest.raises(BeginsTooEarly, match="from 2026-02-10 at the earliest"):
        approved(office, version, from_on=TODAY - timedelta(days=1))
    approved(office, version)
    with pytest.raises(ApprovedAlready, match="Bo approved version 1"):
        approved(office, version, by="Cia")


def test_a_condition_without_an_answer_for_a_case_is_not_approved(office):
    from kvitt.application.keep_versions import NotPreviewed

    version = proposed(office, "balance_minor * balance_minor * balance_minor * 1000000 > 1")
    made = previewed(office, version)
    assert made.version.refused == 2
    assert all("no answer here" in str(said) for said in made.answers.values())
    with pytest.raises(NotPreviewed, match="gave nothing for 2 cases"):
        approved(office, version)


def test_the_cases_are_asked_once_more_when_the_condition_is_approved(office):
    from kvitt.application.keep_versions import NotPreviewed
    from kvitt.application.register_invoices import register_invoices

    # It counts on no more than two thousand crowns: 10^6 * 2*10^5 * 10^7 still has an answer.
    version = proposed(office, "balance_minor * 1000000 * 10000000 > 1")
    previewed(office, version)
    huge = invoice("1003", due_on=date(2026, 2, 4), name="Ada By", amount_minor=2_000_000_00)
    register_invoices(office, [huge], source="more.csv", today=TODAY)
    with pytest.raises(NotPreviewed, match="gives nothing for case"):
        approved(office, version)
    assert in_use(office, on=TODAY) is None


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"source": "password == 'x'"}, "line 1, place 1: there is no “password”"),
        ({"source": "is_held\n&& is_hld"}, "line 2, place 4: there is no “is_hld”"),
        ({"source": "[1].all(x, x > 0)"}, "a value is expected"),
        ({"source": ""}, "a value is expected"),
        ({"name": "Big debt"}, "cannot name a condition"),
        ({"name": ""}, "cannot name a condition"),
        ({"by": " "}, "say who proposes the condition"),
    ],
)
def test_what_cannot_be_used_is_refused_and_leaves_nothing(office, given, problem):
    from kvitt.application.edit_condition import all_conditions
    from kvitt.kernel.refusal import Refusal

    with pytest.raises(Refusal, match=problem):
        proposed(office, **given)
    assert all_conditions(office) == [] and events(office) == []


def test_another_creditors_condition_is_not_found_and_not_used(office):
    from kvitt.application.edit_condition import all_conditions
    from kvitt.application.keep_versions import VersionNotFound
    from kvitt.store.conditions import condition_in_use
    from kvitt.store.session import tenant_scope

    version = proposed(office)
    previewed(office, version)
    approved(office, version)
    other = creditor_with(today=TODAY)
    for act in (previewed, approved):
        with pytest.raises(VersionNotFound, match="has no condition"):
            act(other, version)
    assert all_conditions(other) == [] and in_use(other, on=TODAY) is None
    with tenant_scope(other.tenant_id):
        assert condition_in_use(office.tenant_id, "big_debt", on=TODAY) is None


def test_a_kept_condition_never_changes(office):
    from django.db.utils import ProgrammingError
    from psycopg.errors import InsufficientPrivilege

    from kvitt.store.session import execute, tenant_scope

    proposed(office)
    for table in ("condition_version", "condition_preview", "condition_approval"):
        with (
            pytest.raises((ProgrammingError, InsufficientPrivilege)),
            tenant_scope(office.tenant_id),
        ):
            execute(f"update {table} set tenant_id = tenant_id")


def test_a_creditor_without_cases_may_have_conditions(live_db):
    office = creditor_with(today=TODAY)
    version = proposed(office)
    assert previewed(office, version).version.cases == 0
    approved(office, version)
    assert in_use(office, on=TODAY) == BIG


def test_the_commands_propose_preview_approve_list_and_name(office, tmp_path, capsys):
    from kvitt.cli import main

    def run(*words):
        code = main(list(words))
        told = capsys.readouterr()
        return code, told.out + told.err

    whose = ("--creditor", office.name)
    propose = ("condition", "propose", *whose, "--name", "big_debt", "--by", "Anna")
    file = tmp_path / "big.cel"
    file.write_text(BIG + "\r\n", encoding="utf-8")
    assert run(*propose)[0] == 2
    assert run(*propose, "--source", BIG, "--file", str(file))[0] == 2
    code, out = run(*propose, "--file", str(file), "--json")
    made = json.loads(out)
    assert (code, made["source"], made["number"]) == (0, BIG, 1)
    id_ = str(made["id"])
    approve = ("condition", "approve", id_, *whose, "--from", "today")
    assert run(*approve, "--by", "Bo")[0] == 1
    code, out = run("condition", "preview", id_, *whose, "--by", "Bo")
    assert code == 0 and "2 cases: yes 1, no 1, no answer 0." in out
    assert run(*approve, "--by", "Anna")[0] == 1
    code, out = run(*approve, "--by", "Bo")
    assert code == 0 and "big_debt, version 1, is used from" in out
    code, out = run("condition", "list", *whose)
    assert f"{id_}  big_debt version 1: used from" in out and BIG in out
    code, out = run("condition", "names", "--json")
    assert {"name": "is_held", "kind": "yes_no"}.items() <= {
        **next(one for one in json.loads(out)["names"] if one["name"] == "is_held")
    }.items()


def test_a_file_that_no_person_wrote_is_wrong_usage(office, tmp_path, capsys):
    from kvitt.cli import main

    words = ["condition", "propose", "--creditor", office.name, "--name", "x", "--by", "Anna"]
    for content in (b"\xff\xfe\x00", b"x" * 1_000_001):
        file = tmp_path / "x.cel"
        file.write_bytes(content)
        assert main([*words, "--file", str(file)]) == 2
        assert "x.cel is" in capsys.readouterr().err
