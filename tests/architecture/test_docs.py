"""Pages that can be trusted: links lead somewhere, commands exist, code runs."""

import ast
import doctest
import re
from pathlib import Path

import pytest

from tests.architecture.source import REPOSITORY, files, name_of, texts, tree_of

PAGES = [*files(".md")]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
ELSEWHERE = re.compile(
    r"pythonhosted\.org|pypi\.org/simple|registry\.npmjs|proxy\.golang|crates\.io"
    r"|--(?:extra-)?index-url|--find-links|--trusted-host"
)
A_MACHINE = re.compile(r"(?<![\w./~-])/(?:root|work|home/[a-z]\w*|Users/\w+|opt/wheels)/")


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.+)$", CODE.sub("", page.read_text("utf-8")), re.M)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }


def leads_to(path: Path, fragment: str) -> bool:
    """Whether a page has the heading, or a Python file the function or class, of that name."""
    if path.suffix == ".md":
        return fragment in anchors_of(path)
    if path.suffix != ".py" or re.fullmatch(r"L\d+(-L\d+)?", fragment):
        return path.suffix == ".py"
    kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    return any(
        isinstance(node, kinds) and node.name == fragment for node in ast.walk(tree_of(path))
    )


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, fragment = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (fragment and not leads_to(path, fragment)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_python_in_pages_runs(page: Path) -> None:
    """Blocks marked ``python`` run from top to bottom; ``>>>`` lines show what they must show."""
    names: dict[str, object] = {}
    text = page.read_text("utf-8")
    for found in CODE.finditer(text):
        if found.group(1) != "python":
            continue
        block, line = found.group(2), text[: found.start()].count("\n") + 2
        if ">>>" not in block:
            exec(compile("\n" * (line - 1) + block, str(page), "exec"), names)
            continue
        parsed = doctest.DocTestParser().get_doctest(block, names, name_of(page), str(page), line)
        runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
        said: list[str] = []
        runner.run(parsed, out=said.append, clear_globs=False)
        names.update(parsed.globs)
        assert not runner.failures, "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_make_commands_in_pages_exist(page: Path) -> None:
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    text = page.read_text("utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M))
    assert named <= targets


def test_no_file_speaks_of_one_machine_or_of_a_package_host() -> None:
    speaking = []
    for path in texts():
        if path == Path(__file__):
            continue
        text = path.read_text("utf-8", "replace")
        for found in (*ELSEWHERE.finditer(text), *A_MACHINE.finditer(text)):
            speaking.append(f"{name_of(path)}:{text[: found.start()].count(chr(10)) + 1}")
    assert speaking == []


def test_the_lock_has_a_hash_for_every_package() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (REPOSITORY / name).read_text("utf-8").replace("\\\n", " ")
        packages = [line for line in text.splitlines() if line and line[0] not in " #"]
        assert packages, name
        assert [line for line in packages if "--hash=sha256:" not in line] == []
