"""After the database was restored to an earlier time: what has left since looks unsent.

Restore mode stops all sending first. Then the print house's manifests are compared with the books:
a letter that was handed over and that the books do not know as sent would leave a second time. Its
case is held until a person has looked. E-mails lie at the mail server; nobody can ask it here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kvitt.application.list_cases import own_tenants
from kvitt.application.outgoing import print_folder
from kvitt.application.place_hold import NoOpenCase, place_hold
from kvitt.application.stop_sending import AlreadyStopped, stop_sending
from kvitt.channels.letter import PRINT, ManifestLine
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import case_number
from kvitt.store.creditors import own_creditor
from kvitt.store.known_attempts import known_attempts
from kvitt.store.session import tenant_scope

LONGEST_DAYS = 62
"""Policy: a copy that is older is not compared day by day."""
RESTORED = "restored from a copy"
KNOWN = frozenset({"sent", "bounced", "refused", "unknown"})
"""States of an attempt that cannot leave again by itself."""


class TooLongAgo(Refusal):
    """The days since the copy are compared one by one, up to two months."""


@dataclass(frozen=True, slots=True)
class LostLetter:
    """A letter that was handed over and that the books do not know as sent."""

    key: str
    on: date
    recipient: str
    tenant_id: int
    case_id: int | None
    """None where the restored books do not know the letter at all."""
    state: str
    """What the books say of it; empty where they do not know it."""

    @property
    def case(self) -> str:
        """The number of its case; empty where it is not known."""
        return case_number(self.tenant_id, self.case_id) if self.case_id else ""


def begin_restore_mode(*, restored_to: date, by: str, today: date) -> bool:
    """Stops all sending because the books are those of an earlier day; False where all is stopped.

    Raises TooLongAgo.
    """
    _require_near(restored_to, today)
    try:
        stop_sending(
            None, because=f"{RESTORED} of {restored_to}: letters are compared first", by=by,
            today=today,
        )  # fmt: skip
    except AlreadyStopped:
        return False
    return True


def lost_letters(*, since: date, today: date) -> list[LostLetter]:
    """Letters of these days that the print house has and the books do not know as sent.

    Raises TooLongAgo.
    """
    _require_near(since, today)
    ours = set(own_tenants())
    ordered = [
        (on, line, keys)
        for on, line in _handed_over(since, today)
        if (keys := _keys(line.key)) is not None and keys[0] in ours
    ]
    with tenant_scope(*ours):
        known = known_attempts([keys for _on, _line, keys in ordered])
    found = []
    for on, line, keys in ordered:
        case_id, notice_state, attempt_state = known.get(keys, (None, "", ""))
        if attempt_state not in KNOWN:
            said = attempt_state or notice_state
            found.append(LostLetter(line.key, on, line.recipient, keys[0], case_id, said))
    return found


def hold_lost(lost: Sequence[LostLetter], *, today: date, actor: str) -> int:
    """Holds the open cases of these letters until a person has looked; how many."""
    held = set()
    for one in lost:
        if one.case_id is None or one.case in held:
            continue
        because = f"letter {one.key} of {one.on} left, and the restored books do not know it"
        try:
            place_hold(
                own_creditor(one.tenant_id), one.case_id, kind="manual_pause", because=because,
                today=today, actor=actor,
            )  # fmt: skip
        except NoOpenCase:
            continue
        held.add(one.case)
    return len(held)


def _handed_over(since: date, today: date) -> Iterator[tuple[date, ManifestLine]]:
    """The letters of each day's manifest that were not taken back."""
    folder = print_folder()
    for back in range((today - since).days + 1):
        on = since + timedelta(days=back)
        last = {line.key: line for line in folder.manifest(on=on)}
        yield from ((on, line) for line in last.values() if line.order == PRINT)


def _keys(key: str) -> tuple[int, int, int] | None:
    """Tenant, letter and attempt."""
    parts = key.split("-")
    if len(parts) != 3 or not all(one.isascii() and one.isdigit() for one in parts):
        return None
    return int(parts[0]), int(parts[1]), int(parts[2])


def _require_near(day: date, today: date) -> None:
    if not 0 <= (today - day).days <= LONGEST_DAYS:
        raise TooLongAgo(
            "say a day of the last {longest_days}, today at the latest", longest_days=LONGEST_DAYS
        )
