"""A house in which each attack runs in a child of its own: few resources, and a watch at the door.

Run as a program it reads attacks from standard input and writes what became of each. The parent has
loaded everything first; then it forks for each attack, so that a child that is stopped or eats its
memory takes no other with it. In the child every file, module, program or network connection that
is asked for is written down.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

SECRET = "s3cret-canary"
ATTACKS = Path(__file__).parent / "attacks"
CPU_SECONDS = 1
DATA_BYTES = 256 * 1024 * 1024
WATCHED = ("open", "import", "exec", "compile", "socket", "subprocess", "os", "ctypes", "pickle",
           "marshal", "urllib", "shutil", "glob", "tempfile", "winreg", "sqlite3")  # fmt: skip


class Given(dict[str, Any]):
    """Values that write down which of them are read."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The value, written down."""
        self.read.add(name)
        return super().get(name, default)


def attacks(name: str) -> list[dict[str, Any]]:
    """The attacks of a file, each with the sort it belongs to and what is to become of it."""
    found = yaml.safe_load((ATTACKS / f"{name}.yaml").read_text(encoding="utf-8"))
    made = []
    for group in found:
        for number, one in enumerate(group["try"], 1):
            told = one if isinstance(one, dict) and "text" in one else {"text": one}
            made.append({"sort": group["sort"], "number": number,
                         "expect": group.get("expect", ""), **told})  # fmt: skip
    return made


def whole(written: Any) -> Any:
    """A text or value with its repeated parts written out."""
    if isinstance(written, dict) and "parts" in written:
        return "".join(p if isinstance(p, str) else p[0] * p[1] for p in written["parts"])
    if isinstance(written, dict) and "number" in written and isinstance(written["number"], list):
        base, power = written["number"]
        return int(base) ** int(power)
    if isinstance(written, dict) and "rows" in written:
        number = "1" * written.get("long", 1)
        return [{"number": number, "amount": "1 kr"} for _ in range(written["rows"])]
    return written


def run(names: list[str]) -> list[dict[str, Any]]:
    """What became of each attack of the files, in their order."""
    attempts = {"texts": text, "text_values": text, "conditions": asked}
    for one in ("{{ creditor | upcase }}", "{{ x }}", "{% if is_business %}{% endif %}", "{{"):
        text({"text": one})
        text({"text": one, "page": ""})
    for source in ("is_held && balance_minor > 1", "x", "(", "balance_minor * 1000000000000 *"
                   " 1000000000000 > 1"):  # fmt: skip
        asked({"text": source})
    return [
        {**in_a_child(attempts[name], attack), "file": name}
        for name in names
        for attack in attacks(name)
    ]


def in_a_child(attempt: Callable[[dict[str, Any]], dict[str, Any]], attack: Any) -> dict[str, Any]:
    """What the attempt says, with the CPU seconds and memory that its own child took."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _live(attempt, attack, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        said = told.read()
    _, status, used = os.wait4(child, 0)
    outcome = json.loads(said) if said else {"outcome": f"died of {status}"}
    bytes_each = 1 if sys.platform == "darwin" else 1024
    return {**outcome, "cpu": used.ru_utime + used.ru_stime, "rss": used.ru_maxrss * bytes_each}


def _live(attempt: Callable[[dict[str, Any]], dict[str, Any]], attack: Any, writing: int) -> None:
    """The life of the child: it ends here, whatever comes."""
    said: dict[str, Any] = {}
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES, DATA_BYTES))
        events: list[str] = []
        sys.addaudithook(lambda event, _: _watch(event, events))
        said = attempt(attack)
        said["events"] = events[:]
    except BaseException as trouble:  # noqa: BLE001 - whatever it is, the parent is told
        said = {"outcome": f"raised {type(trouble).__name__}: {str(trouble)[:200]}"}
    finally:
        os.write(writing, json.dumps(said).encode())
        os._exit(0)


def _watch(event: str, events: list[str]) -> None:
    if event.partition(".")[0] in WATCHED:
        events.append(event)


def text(attack: dict[str, Any]) -> dict[str, Any]:
    """What becomes of a text, when it is written and when it is filled."""
    from kvitt.domain.user_text import user_text
    from kvitt.kernel.refusal import Refusal
    from tests.domain.attacked import GIVEN, VARIABLES

    given = Given({**GIVEN, "password": SECRET, "settings": {"SECRET_KEY": SECRET}})
    given.update({name: whole(value) for name, value in attack.get("given", {}).items()})
    page: str | None = None
    at = "write"
    try:
        made = user_text(whole(attack["text"]), VARIABLES)
        at = "fill"
        filled = made.fill(given)
    except Refusal as no:
        return _refused(no, at, given)
    if "page" in attack:
        page = _on_a_page(attack, given)
    return {"outcome": "said", "text": filled, "page": page, "read": sorted(given.read),
            "used": sorted(made.used)}  # fmt: skip


def _on_a_page(attack: dict[str, Any], given: Given) -> str:
    from kvitt.domain.user_text import user_text
    from kvitt.kernel.refusal import Refusal
    from tests.domain.attacked import VARIABLES

    try:
        return user_text(whole(attack["text"]), VARIABLES, is_html=True).fill(given)
    except Refusal:
        return "refused"


def asked(attack: dict[str, Any]) -> dict[str, Any]:
    """What becomes of a condition, when it is written and when it is asked."""
    from kvitt.domain.condition import condition
    from kvitt.kernel.refusal import Refusal
    from tests.domain.attacked import ASKED, CONDITION_VARIABLES

    given = Given({**ASKED, "password": SECRET, "secret": SECRET})
    given.update({name: whole(value) for name, value in attack.get("given", {}).items()})
    at = "write"
    try:
        made = condition(whole(attack["text"]), CONDITION_VARIABLES)
        at = "ask"
        holds = made.holds(given)
    except Refusal as no:
        return _refused(no, at, given)
    return {"outcome": "answered", "holds": holds, "read": sorted(given.read),
            "used": list(made.used)}  # fmt: skip


def _refused(no: Any, at: str, given: Given) -> dict[str, Any]:
    return {"outcome": "refused", "kind": type(no).__name__, "at": at, "sentence": no.sentence,
            "read": sorted(given.read)}  # fmt: skip


if __name__ == "__main__":
    os.environ["KVITT_SECRET"] = SECRET
    json.dump(run(sys.argv[1:]), sys.stdout)
