"""The shadow list: every open invoice with the letters that would have left, and what looks paid.

It asks the `decide` of the night for what would happen today and plays the flow over the payments
as they came. Nothing is sent, charged or locked. A list that is shown is kept, so that it can be
proved later what somebody approved.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.domain.decide import decide_or_ask
from kvitt.domain.flow import flow
from kvitt.domain.matching import to_hold, words_of
from kvitt.domain.shadow import (
    GOES_LIVE,
    LEFT_OUT,
    LOOKS_PAID,
    Counted,
    Line,
    Now,
    Sign,
    now_of,
    sign_of,
    unmatched_sign,
    written,
)
from kvitt.domain.simulation import play
from kvitt.kernel.batches import without_garbage_collection
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, law_book
from kvitt.store.bank_files import waiting_lines
from kvitt.store.creditors import Creditor
from kvitt.store.facts import facts_as_live, terms_of
from kvitt.store.matching import stage_accounts
from kvitt.store.proposing import propose
from kvitt.store.session import tenant_scope
from kvitt.store.shadows import (
    OpenInvoice,
    Shadow,
    ShownList,
    forget_lines,
    has_more_open,
    keep_list,
    lines_of,
    open_invoices,
    running_shadow,
    shown_list,
    signs_of,
    stage_lines,
)
from kvitt.store.tenants import agency_of

SHOWN = 100
"""Lines of each sort that are shown one by one; all of them are kept."""

GONE = Now("", 0, "it was paid or closed this very moment")


class NoShadow(Refusal):
    """No shadow runs for the creditor."""


class ListTooLong(Refusal):
    """The list has more invoices than may be waited for."""


@dataclass(frozen=True, slots=True)
class ShadowList:
    """A list as it is shown. ``lines`` are the first of each sort, those that look paid first."""

    creditor: str
    currency: str
    shadow: Shadow
    shown: ShownList
    lines: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "creditor": self.creditor,
            "currency": self.currency,
            "since": self.shadow.since_on,
            "list": self.shown.digest,
            "drawn_up_on": self.shown.drawn_up_on,
            **self.shown.totals,
            "lines": list(self.lines),
        }


def draw_up_shadow_list(
    creditor: Creditor, *, today: date, by: str, lines: int = SHOWN, most: int | None = None
) -> ShadowList:
    """Draws up the list as of today and keeps it, unless the very same was shown before.

    ``most``: for so many invoices at most, where somebody waits for it. Raises NoShadow, and
    ListTooLong.
    """
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id), without_garbage_collection():
        shadow = require_shadow(creditor)
        if most is not None and has_more_open(tenant_id, today=today, most=most):
            raise ListTooLong(
                "more than {most} invoices are open: ask the agency to draw the list up with "
                "“kvitt shadow list”; it is then shown here",
                most=most,
            )
        shown = list_in_scope(creditor, shadow, today=today, by=by)
        return _as_shown(creditor, shadow, shown, lines)


def last_shadow_list(creditor: Creditor, *, lines: int = SHOWN) -> ShadowList | None:
    """The list that was drawn up last, as it was then; None where there is none yet.

    Raises NoShadow.
    """
    with tenant_scope(creditor.tenant_id):
        shadow = require_shadow(creditor)
        shown = shown_list(creditor.tenant_id, shadow.id)
        return _as_shown(creditor, shadow, shown, lines) if shown else None


def _as_shown(creditor: Creditor, shadow: Shadow, shown: ShownList, lines: int) -> ShadowList:
    tenant_id = creditor.tenant_id
    told = [
        _shown(tenant_id, line)
        for stands in (LOOKS_PAID, GOES_LIVE, LEFT_OUT)
        for line in lines_of(tenant_id, shown.id, stands=[stands], limit=lines)
    ]
    return ShadowList(creditor.name, creditor.currency, shadow, shown, tuple(told))


def all_lines(creditor: Creditor, list_id: int) -> Iterator[dict[str, Any]]:
    """Every line of a list that was kept, a portion at a time."""
    after, portion = 0, 5_000
    while True:
        with tenant_scope(creditor.tenant_id):
            found = lines_of(
                creditor.tenant_id, list_id, stands=(LOOKS_PAID, GOES_LIVE, LEFT_OUT),
                limit=portion, after=after,
            )  # fmt: skip
        yield from (_shown(creditor.tenant_id, line) for line in found)
        if len(found) < portion:
            return
        after = found[-1][0]


def _shown(tenant_id: int, line: tuple[int, int, str, dict[str, Any]]) -> dict[str, Any]:
    _, case_id, stands, told = line
    return {"case": f"{tenant_id}-{case_id}", "stands": stands, **told}


def require_shadow(creditor: Creditor, *, lock: bool = False) -> Shadow:
    """The shadow that runs, inside the creditor's scope. Raises NoShadow."""
    shadow = running_shadow(creditor.tenant_id, lock=lock)
    if shadow is None:
        raise NoShadow(
            "no shadow runs for {creditor}: letters leave; kvitt creditor shadow start",
            creditor=creditor.name,
        )
    return shadow


def list_in_scope(creditor: Creditor, shadow: Shadow, *, today: date, by: str) -> ShownList:
    """The list as of today, kept where it is another than the last one, inside the scope."""
    tenant_id = creditor.tenant_id
    desk = _Desk(creditor, shadow, today)
    counted = Counted()
    forget_lines()
    for portion in open_invoices(tenant_id, today=today):
        rows = []
        for line in desk.lines(portion):
            text = written(line)
            counted.add(line, text)
            rows.append((line.claim_id, line.case_id, line.stands, text))
        stage_lines(rows)
    before = shown_list(tenant_id, shadow.id)
    if before is not None and before.digest == counted.digest:
        forget_lines()
        return before
    totals = counted.totals()
    list_id = keep_list(
        tenant_id, shadow.id, digest=counted.digest, totals=totals, today=today, by=by
    )
    return ShownList(list_id, counted.digest, today, by, totals)


class _Desk:
    """Looks at the invoices of a portion, with one read for each question."""

    def __init__(self, creditor: Creditor, shadow: Shadow, today: date) -> None:
        self.tenant_id = creditor.tenant_id
        self.shadow = shadow
        self.today = today
        self.law: LawBook = law_book(creditor.country)
        self.terms = terms_of(creditor.tenant_id)
        self.unmatched = _unmatched_signs(creditor)

    def lines(self, portion: Sequence[OpenInvoice]) -> Iterator[Line]:
        """The lines of the invoices, in their order."""
        signs = self._signs([one.claim_id for one in portion])
        nows = self._nows(portion)
        for one in portion:
            known = one.known
            played = None
            if known.due_on >= self.shadow.since_on:
                steps = flow(one.flow)
                played = play(known, steps, self.law, until=self.today, terms=self.terms)
            yield Line(
                one.claim_id, one.case_id, known.number, known.due_on, one.open_minor, played,
                nows.get(one.claim_id, GONE), tuple(signs.get(one.claim_id, ())),
            )  # fmt: skip

    def _signs(self, claim_ids: Sequence[int]) -> Mapping[int, list[Sign]]:
        found: dict[int, list[Sign]] = defaultdict(list)
        for claim_id in claim_ids:
            if claim_id in self.unmatched:
                found[claim_id] += self.unmatched[claim_id]
        for claim_id, kind, amount_minor, number, day in signs_of(self.tenant_id, claim_ids):
            found[claim_id].append(sign_of(kind, amount_minor, number, day))
        return found

    def _nows(self, portion: Sequence[OpenInvoice]) -> Mapping[int, Now]:
        """What would happen today to each claim of the portion."""
        nows: dict[int, Now] = {}
        case_ids = sorted({one.case_id for one in portion})
        for facts in facts_as_live(self.tenant_id, case_ids, today=self.today):
            decision = decide_or_ask(facts, self.today, self.law, flow(facts.flow))
            is_held = facts.held_by is not None
            for claim in facts.claims:
                nows[claim.claim_id] = now_of(decision, claim.claim_id, is_held=is_held)
        return nows


def _unmatched_signs(creditor: Creditor) -> dict[int, list[Sign]]:
    """The payments to the creditor's account that nobody has placed, by the claims they may be for.

    The same proposals as when a bank file comes, asked again: the invoices may have come later.
    """
    tenant_id, account = creditor.tenant_id, creditor.pay_to_number
    agency_id = agency_of(tenant_id)
    with tenant_scope(tenant_id, agency_id):
        waiting = [
            line for line in waiting_lines(agency_id, account) if line.currency == creditor.currency
        ]
        if not waiting:
            return {}
        stage_accounts([(account, tenant_id)])
        asked = [
            (no, account, line.amount_minor, line.payer_number, line.payer_name)
            for no, line in enumerate(waiting)
        ]
        words = [
            (no, account, word)
            for no, line in enumerate(waiting)
            for word in sorted({*words_of(line.words), *line.references})
        ]
        found = propose(asked, words)
    signs: dict[int, list[Sign]] = defaultdict(list)
    for no, line in enumerate(waiting):
        for proposal in to_hold(found.get(no, ())):
            sign = unmatched_sign(line.amount_minor, line.booked_on, proposal.reasons)
            signs[proposal.claim_id].append(sign)
    return signs
