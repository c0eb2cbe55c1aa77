"""An installation that runs by itself does all that `kvitt run` does."""

import ast

from tests.architecture.source import REPOSITORY, tree_of

BY_HAND = "kvitt/application/run_day.py"
NIGHT = "kvitt/application/follow_night.py"
BY_ITSELF = ("kvitt/jobs/tick.py", "kvitt/jobs/sending.py")


def called(name: str) -> set[str]:
    """The functions of the application that the file imports and calls."""
    tree = tree_of(REPOSITORY / name)
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("kvitt.application.")
        for alias in node.names
    }
    calls = {getattr(node.func, "id", "") for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return imported & calls


def test_what_the_day_does_by_hand_the_jobs_do_by_themselves():
    day = {name for name in called(BY_HAND) if name[0].islower()} - {"outgoing"}
    assert {"run_cases", "send_notices", "follow_night", "follow_tasks"} <= day
    assert day - set().union(*map(called, BY_ITSELF)) == set()


def test_whatever_follows_its_own_days_is_followed_at_night():
    files = (REPOSITORY / "kvitt/application").glob("follow_*.py")
    wanted = {file.stem for file in files} - {"follow_night", "follow_tasks"}
    assert len(wanted) > 4
    assert wanted - called(NIGHT) == set()
