"""``kvitt law propose`` and its companions: files are written only when two persons agree."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from kvitt.law.book import law_texts
from tests.cli.program import Ran, run

TODAY = date.today()  # noqa: DTZ011 - the command's day comes from the clock too
RATE = """\
# A remark that stays.
country: "NO"
area: interest
values:
  late_rate:
    kind: law
    unit: bp
    selected_by: each_day
    reference: forsinkelsesrenteloven § 3
    source: the regulation
    sentence: The rate.
    confidence: high
    periods:
      - {{applies_from: 2026-01-01, applies_until: {until}, amount: 1225}}
"""
UNTIL = date(TODAY.year + 1, 1, 1)


LAW = ("deadlines.yaml", "fees.yaml", "interest.yaml", "regimes.yaml", "stops.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A part of the Norwegian law whose late rate ends with this year."""
    place = tmp_path / "no"
    place.mkdir()
    texts = law_texts("NO")
    for name in LAW:
        (place / name).write_text(texts[f"kvitt/law/no/{name}"], encoding="utf-8")
    _, _, rest = texts["kvitt/law/no/interest.yaml"].partition("\n  contract_rate_continues:")
    assert rest
    (place / "interest.yaml").write_text(
        f"{RATE.format(until=UNTIL)}  contract_rate_continues:{rest}", encoding="utf-8"
    )
    return tmp_path


def propose(folder: Path, *words: str, amount: str = "12.50 %", by: str = "Kari Holm") -> Ran:
    asked = ("--country", "NO", "--name", "interest.late_rate", "--from", UNTIL.isoformat())
    asked += ("--until", f"{UNTIL.year}-07-01", "--amount", amount, "--by", by)
    asked += ("--source", "the regulation itself", "--notice", "FOR-1", "--folder", str(folder))
    return run("law", "propose", *asked, *words)


def approve(folder: Path, id_: str, by: str, *words: str) -> Ran:
    return run("law", "approve", id_, "--by", by, "--folder", str(folder), *words)


def id_of(folder: Path) -> str:
    (path,) = (folder / "proposals").glob("*.yaml")
    return path.stem


def test_a_rate_is_proposed_by_one_and_approved_by_another(folder: Path) -> None:
    file = folder / "no" / "interest.yaml"
    before = file.read_text("utf-8")
    ran = propose(folder)
    assert ran.code == 0, ran.err
    assert "It is not law yet" in ran.out
    assert f"from {UNTIL} to {UNTIL.year}-06-30 is 12.50 % (was not known)" in ran.out
    assert "late interest on 10 000.00" in ran.out and "not known →" in ran.out
    assert file.read_text("utf-8") == before, "a proposal is not law"

    own = approve(folder, id_of(folder), " kari HOLM")
    assert (own.code, file.read_text("utf-8")) == (1, before)
    assert "another person must approve" in own.err

    done = approve(folder, id_of(folder), "Ola Berg", "--json")
    assert done.code == 0, done.out
    assert done.json["approved"] is True and done.json["changes"][0]["kind"] == "added_period"
    after = file.read_text("utf-8")
    assert len(after.splitlines()) <= len(before.splitlines()) + 3
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    assert "signed_by: Kari Holm; Ola Berg}" in after
    assert list((folder / "proposals").iterdir()) == []
    assert sorted(path.name for path in (folder / "no").iterdir()) == sorted(LAW)


def test_the_same_period_waits_only_once(folder: Path) -> None:
    assert propose(folder).code == 0
    again = propose(folder, "--json", by="Ola Berg")
    assert again.code == 1
    assert again.error["code"] == "ProposalWaits" and "delete" in again.error["sentence"]


def test_what_waits_is_listed_and_says_when_it_can_no_longer_be_approved(folder: Path) -> None:
    listed = ("law", "proposals", "--folder", folder)
    assert "Nothing waits." in run(*listed).out
    propose(folder)
    assert "proposed by Kari Holm" in run(*listed).out
    file = folder / "no" / "interest.yaml"
    file.write_text(file.read_text("utf-8").replace("amount: 1225", "amount: 1200"), "utf-8")
    (told,) = run(*listed, "--json").json
    assert "propose it anew" in told["refused"]
    late = approve(folder, id_of(folder), "Ola Berg", "--json")
    assert (late.code, late.error["code"]) == (1, "BookHasChanged")


def test_an_unusual_rate_needs_a_reason(folder: Path) -> None:
    ran = propose(folder, amount="22.50 %")
    assert ran.code == 1
    assert "percentage points" in ran.err and "--unusual" in ran.err
    assert not (folder / "proposals").exists()
    assert propose(folder, "--unusual", "so it stands", amount="22.50 %").code == 0


@pytest.mark.parametrize(
    ("amount", "told"), [("12.50", "write it as 12.25 %"), ("12.505 %", "write it as 12.25 %")]
)
def test_an_amount_that_cannot_be_read_is_refused(folder: Path, amount: str, told: str) -> None:
    ran = propose(folder, amount=amount)
    assert ran.code == 1 and told in ran.err


def test_a_proposal_that_is_not_there_is_refused_by_name(folder: Path) -> None:
    for id_ in ("no-interest", "../no/interest"):
        ran = approve(folder, id_, "Ola Berg")
        assert ran.code == 1 and f"No proposal “{id_}” waits" in ran.err


def test_a_broken_book_takes_no_proposal(folder: Path) -> None:
    (folder / "no" / "more.yaml").write_text("country: NO\narea: x\nvalues: {}\n", "utf-8")
    ran = propose(folder)
    assert ran.code == 1 and "more.yaml" in ran.err
    assert not (folder / "proposals").exists()


def test_a_file_that_changed_while_it_was_approved_is_put_back(folder: Path) -> None:
    """The last guard: what stands in the folder after writing is not what was tried out."""
    from kvitt.commands.law_change import CannotWriteLaw, LawFolder
    from kvitt.law.proposals import approve as approved

    assert propose(folder).code == 0
    law = LawFolder(folder)
    _, proposal = law.found(id_of(folder))
    outcome = approved(law.texts("NO"), proposal, by="Ola Berg", today=TODAY)
    file = folder / "no" / "interest.yaml"
    before = file.read_bytes()
    (folder / "no" / "more.yaml").write_text("country: NO\narea: [", encoding="utf-8")
    with pytest.raises(CannotWriteLaw, match="The law is as it was"):
        law.write(outcome)
    assert file.read_bytes() == before
    (folder / "no" / "more.yaml").unlink()
    remark = folder / "no" / "fees.yaml"
    remark.write_text(remark.read_text("utf-8") + "# another remark\n", encoding="utf-8")
    with pytest.raises(CannotWriteLaw, match="changed while this was approved"):
        law.write(outcome)
    assert file.read_bytes() == before


def test_a_review_is_proposed_and_approved_in_the_same_way(folder: Path) -> None:
    words = ("law", "review", "--country", "NO", "--source", "Lovdata, the acts as they stand")
    words += ("--by", "Kari Holm", "--folder", str(folder))
    through = TODAY.isoformat()
    future = run(*words, "--area", "fees", "--through", (TODAY + timedelta(days=1)).isoformat())
    assert future.code == 1 and "Nobody can have read" in future.err
    none = run(*words, "--area", "weather", "--through", through)
    assert none.code == 1 and "it keeps: " in none.err
    assert run(*words, "--area", "fees", "--through", through).code == 0
    done = approve(folder, id_of(folder), "Ola Berg")
    assert done.code == 0, done.err
    assert f"amount: {through}, published: {through}" in (folder / "no" / "regimes.yaml").read_text(
        "utf-8"
    )


def test_what_became_law_since_a_day_is_told_by_the_day_of_publication() -> None:
    words = ("law", "changes", "--country", "NO", "--known-on", "2026-06-30")
    ran = run(*words, "--since", "2026-06-25")
    assert ran.code == 0
    assert "interest.late_rate from 2026-07-01 to 2026-12-31 is 12.25 % (was not known)" in ran.out
    assert run(*words, "--since", "2026-06-25", "--json").json[0]["kind"] == "added_period"
    assert "late_rate" not in run(*words, "--since", "2026-06-26").out


def test_the_pages_are_written_and_checked_by_command(tmp_path: Path) -> None:
    assert "# The law of Norway" in run("law", "docs", "--country", "NO").out
    check = ("law", "docs", "--check", "--folder", tmp_path)
    stale = run(*check)
    assert stale.code == 1 and "kvitt law docs --write" in stale.out
    assert run("law", "docs", "--write", "--folder", tmp_path).code == 0
    assert run(*check).code == 0
    page = tmp_path / "se.md"
    page.write_text(page.read_text("utf-8") + "by hand\n", encoding="utf-8")
    told = run(*check, "--json")
    assert (told.code, told.json["out_of_step"]) == (1, ["se"])
    assert run("law", "docs", "--write", "--check").code == 2
