"""Every task that the code raises has a clock, an owner and a sentence of what to do."""

import ast
import re

import pytest

from kvitt.domain.holds import KINDS as HOLDS
from kvitt.domain.task_clock import KINDS
from tests.architecture.source import REPOSITORY, files, name_of, tree_of

ASKING = frozenset(
    {"add_task", "add_tasks", "raise_task", "ask", "_ask", "Question", "end_tasks", "end_question",
     "close_tasks", "Decision", "owner_of", "answer_by"}
)  # fmt: skip
"""Functions that ask a person or end the question: a plain word among what they are told is a kind
of task, or one of the other words that they are told."""
OTHER_WORDS = frozenset({"not_due", "case_closed", "looked_through"})
A_KIND = re.compile(r"[a-z]+(?:_[a-z]+)+")
STATEMENT = re.compile(r"insert into task\b.*?(?=\n\"\"\"|;\n|\",\n|\Z)", re.S)


def in_calls() -> dict[str, str]:
    """Kinds of tasks in calls that ask, with the file where each stands."""
    found: dict[str, str] = {}
    for path in files(".py", under="kvitt"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and _called(node) in ASKING:
                told = [*node.args, *(word.value for word in node.keywords if _names(word))]
                found |= dict.fromkeys(
                    (kind for one in told for kind in _kinds(one)), name_of(path)
                )
            elif isinstance(node, ast.Call) and _called(node) == "append":
                # letters that cannot leave: notice, case, kind of task, sentence
                for one in node.args:
                    if isinstance(one, ast.Tuple) and len(one.elts) == 4:
                        found |= dict.fromkeys(_kinds(one.elts[2]), name_of(path))
    return found


def in_statements() -> dict[str, str]:
    """Kinds of tasks written out in the select list of a statement that adds tasks."""
    found: dict[str, str] = {}
    for path in files(".py", ".sql", under="kvitt"):
        for statement in STATEMENT.findall(path.read_text("utf-8")):
            selected = statement.partition("where")[0]
            kinds = re.findall(r"'([a-z_]+)'", selected)
            found |= {one: name_of(path) for one in kinds if A_KIND.fullmatch(one)}
    return found


def _called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def _names(word: ast.keyword) -> bool:
    return word.arg in ("task", "kind", "kinds")


def _kinds(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value} if A_KIND.fullmatch(node.value) else set()
    return set()


RAISED = (
    in_calls()
    | in_statements()
    | {known.task[0]: f"the hold {name}" for name, known in HOLDS.items() if known.task}
)


def test_the_search_finds_what_is_raised_in_calls_statements_and_by_holds():
    assert {
        "answer_objection", "assign_payment", "case_stopped", "decide_next_measure", "file_claim",
        "find_address", "letter_not_made", "letter_uncertain", "message_not_mailed",
        "refund_overpayment", "find_identity", "call_debtor", "set_off_credit_note",
    } <= set(RAISED)  # fmt: skip


@pytest.mark.parametrize("kind", sorted(set(RAISED) - OTHER_WORDS))
def test_every_task_that_is_raised_has_a_clock_an_owner_and_what_to_do(kind):
    assert kind in KINDS, f"{RAISED[kind]} raises “{kind}”: add it to kvitt/domain/task_clock.py"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_its_word_on_pages_and_a_sentence_that_begins_with_a_deed(kind):
    words = (REPOSITORY / "kvitt/application/case_words.py").read_text("utf-8")
    assert f'"{kind}": gettext_noop(' in words
    what, days = KINDS[kind].what, KINDS[kind].bank_days
    assert what[0].islower() and not what.endswith(".") and len(what.split()) > 2
    assert 1 <= days <= 20
