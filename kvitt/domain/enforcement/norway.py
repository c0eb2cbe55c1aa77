"""What may happen in Norway: at the enforcement officer (namsmann) and the conciliation board.

An effect ``interrupts:KIND`` begins an interruption as `kvitt.law.limitation.Interruption` counts
that kind: an action or an enforcement from its filing, the rest from the event's day.
``interruption_ends:KIND`` ends it on the event's day. ``interruption_void:KIND`` takes it away:
what ended without a decision is counted as none, which is the careful reading. ``entry:KIND`` keeps
what an attachment leaves behind, a pledge or the entry that nothing was found, until it is released
or its years are over; ``refund:KIND`` takes a fee back that the authority repays, ``lost`` says
that the board found for the debtor. ``costs_fall`` takes back what is unpaid of the application's
own costs: the debtor owes necessary costs alone (tvangsfullbyrdelsesloven § 3-1), and before the
board what it grants (tvisteloven § 6-13); the authority's fee stays the creditor's.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from kvitt.domain.proceeding import ENDED, FILED, EventRule, NextStep, ProceedingKind

ATTACHMENT, ON_TITLE, CONCILIATION = "attachment", "attachment_on_title", "conciliation"
SERVED, DISPUTED, DECIDED, ENFORCING = "served", "disputed", "decided", "enforcing"
WITH_BOARD = "with_board"
"""The officer sent the case to the conciliation board after an objection (§ 7-7)."""
LOST, APPEALED = "lost", "appealed"
TO_RELEASE = "to_release"
"""The claim is covered, and what was attached for it must be released."""
LOOK_AGAIN_DAYS = 28
"""Policy: where the law names no day an authority is asked again after four weeks."""
MEND_DAYS = 7
"""Policy: what the agency itself has to do is done within a week."""
SOON_DAYS = 14
"""Recommended: the time in which a judgment usually is served."""

_AUTHORITY, _AGENCY, _CREDITOR = "authority", "agency", "creditor"
_OPEN = (FILED, SERVED, DISPUTED)
_AT_THE_BOARD = (SERVED, DISPUTED)


def _by_authority(what: str) -> NextStep:
    return NextStep(what, _AUTHORITY, after_days=LOOK_AGAIN_DAYS)


def _by_agency(what: str) -> NextStep:
    return NextStep(what, _AGENCY, after_days=MEND_DAYS)


_CONFIRM = NextStep(
    "confirm the claim, or report what changed", _AGENCY, deadline="trekk_confirmation"
)
_PRESENTED = NextStep(
    "the debtor's time to object passes", _AUTHORITY, deadline="attachment_objection", waits=True
)
_WANTS_PRESENTING = _by_authority("the officer puts the petition to the debtor")
_WANTS_RESULT = _by_authority("the officer decides on the attachment")
_CONTINUE = NextStep(
    "ask the officer to go on with the attachment", _AGENCY, deadline="attachment_continuation"
)
_ACTION = NextStep(
    "decide whether the matter goes to the district court", _CREDITOR,
    deadline="conciliation_appeal",
)  # fmt: skip
_TITLE = ("title", "interrupts:legal_action", "interruption_ends:legal_action")
_TITLE_NEEDS = ("number", "amount")

_FILING: Mapping[str, EventRule] = {
    "receipt": EventRule(
        "a receipt", (FILED,), needs=("number",), effects=("interrupts:enforcement",),
        next=_WANTS_PRESENTING,
    ),
    "returned": EventRule(
        "a petition sent back to be mended", (FILED,), needs=("because",),
        next=_by_agency("mend the petition and file it again under the same reference"),
    ),
    "mended": EventRule("a mended petition", (FILED,), next=_WANTS_PRESENTING),
    "dismissed": EventRule(
        "a dismissal", (*_OPEN, WITH_BOARD), to=ENDED, needs=("because",),
        effects=("costs_fall", "interruption_void:enforcement", "ends"),
    ),
    "withdrawn": EventRule(
        "a withdrawal", (*_OPEN, WITH_BOARD), to=ENDED,
        effects=("costs_fall", "interruption_void:enforcement", "ends"), tells="withdrawal",
    ),
    "reduced": EventRule(
        "a reduction", (*_OPEN, WITH_BOARD), needs=("amount",), effects=("told",),
        keeps_next=True, tells="reduction",
    ),
}  # fmt: skip
_PRESENTING: Mapping[str, EventRule] = {
    "presented": EventRule("a presentation to the debtor", (FILED,), to=SERVED, next=_PRESENTED),
    "statement": EventRule(
        "a statement of the debtor", (SERVED,), by_debtor=True,
        next=NextStep("see that it is put to the debtor anew before anything is attached",
                      _AGENCY, deadline="re_presentation"),
    ),
    "presented_again": EventRule(
        "a new presentation to the debtor", (SERVED,), next=_PRESENTED
    ),
    "objection": EventRule(
        "an objection", (FILED, SERVED), to=DISPUTED, effects=("dispute",), by_debtor=True,
        next=_by_authority("the officer decides what becomes of the objection"),
    ),
    "objection_groundless": EventRule(
        "a late objection found groundless", (DISPUTED,), to=SERVED, next=_WANTS_RESULT
    ),
    "dropped": EventRule(
        "a case dropped on an objection", (DISPUTED,), to=ENDED,
        effects=("costs_fall", "interruption_void:enforcement", "ends"),
    ),
    "postponed": EventRule(
        "a postponement", (SERVED,), needs=("until",),
        next=_by_authority("the debtor pays by instalments meanwhile"),
    ),
}  # fmt: skip
_BOARD_AFTER_OBJECTION: Mapping[str, EventRule] = {
    "sent_to_board": EventRule(
        "a case sent to the conciliation board", (DISPUTED,), to=WITH_BOARD,
        next=_by_authority("the board asks for an answer or calls a meeting"),
    ),
    "reply_asked": EventRule(
        "an order to answer", (WITH_BOARD,),
        next=NextStep("the debtor's time to answer passes", _AUTHORITY,
                      deadline="conciliation_reply", waits=True),
    ),
    "hearing": EventRule(
        "a meeting of the board", (WITH_BOARD,), needs=("until",),
        next=NextStep("attend the meeting of the board", _AGENCY),
    ),
    "judgment": EventRule(
        "a judgment", (WITH_BOARD,), to=DECIDED, needs=_TITLE_NEEDS, effects=_TITLE,
        next=_CONTINUE,
    ),
    "settled": EventRule(
        "a settlement before the board", (WITH_BOARD,), to=DECIDED, needs=_TITLE_NEEDS,
        effects=_TITLE, next=_CONTINUE,
    ),
    "continued": EventRule(
        "a request to go on with the attachment", (DECIDED,), to=SERVED, next=_WANTS_RESULT
    ),
}  # fmt: skip
_LOST_AT_THE_BOARD: Mapping[str, EventRule] = {
    ATTACHMENT: EventRule(
        "a judgment for the debtor", (WITH_BOARD,), to=LOST, needs=("number",),
        effects=("lost", "costs_fall"), next=_ACTION,
    ),
    CONCILIATION: EventRule(
        "a judgment for the debtor", _AT_THE_BOARD, to=LOST, needs=("number",),
        effects=("lost", "costs_fall"), next=_ACTION,
    ),
}  # fmt: skip
_OUTCOMES: Mapping[str, EventRule] = {
    "appealed": EventRule(
        "an action of the debtor against the judgment", (DECIDED,), to=APPEALED,
        effects=("dispute",), by_debtor=True, next=_by_authority("the district court decides"),
    ),
    "closed": EventRule(
        "the end of it", (DECIDED, LOST, APPEALED), to=ENDED, effects=("ends",)
    ),
}  # fmt: skip
_RESULT: Mapping[str, EventRule] = {
    "pledge": EventRule(
        "a pledge taken", (SERVED, ENFORCING), to=ENFORCING, needs=("amount",),
        effects=("entry:pledge", "interruption_ends:enforcement"),
        next=NextStep("decide whether a forced sale is asked for", _CREDITOR,
                      deadline="forced_sale_wait", waits=True),
    ),
    "trekk": EventRule(
        "a wage deduction", (SERVED, ENFORCING), to=ENFORCING,
        effects=("trekk", "interruption_ends:enforcement", "interrupts:trekk"),
        next=_CONFIRM,
    ),
    "payout": EventRule(
        "a payout", (ENFORCING,), needs=("amount",),
        effects=("distribution", "interrupts:trekk_notice"), next=_CONFIRM,
    ),
    "pledge_kept": EventRule(
        "that the pledge stands and no sale is asked for", (ENFORCING,), to=ENDED,
        effects=("interruption_ends:trekk", "ends"),
    ),
    "change_reported": EventRule(
        "a reported change", (ENFORCING,), effects=("interrupts:trekk_notice", "told"),
        next=_CONFIRM, tells="reduction",
    ),
    "confirmation_asked": EventRule(
        "a request to confirm the claim", (ENFORCING,), needs=("until",),
        next=NextStep("confirm the claim to the authority", _AGENCY),
    ),
    "confirmed": EventRule(
        "a confirmation", (ENFORCING,), effects=("interrupts:trekk_notice",), next=_CONFIRM
    ),
    "trekk_lapsed": EventRule(
        "a wage deduction that ended unpaid", (ENFORCING,), to=ENDED,
        effects=("interruption_ends:trekk", "ends"),
    ),
    "no_assets": EventRule(
        "a finding of no assets", (SERVED,), to=ENDED,
        effects=("entry:no_assets", "no_assets", "interruption_ends:enforcement", "ends"),
    ),
    "covered": EventRule(
        "the claim's cover", (ENFORCING,), to=TO_RELEASE, effects=("release",),
        next=_by_agency("release in writing what was attached, or have the entry deleted"),
        tells="release",
    ),
    "released": EventRule(
        "the release", (TO_RELEASE,), to=ENDED,
        effects=("interruption_ends:trekk", "released", "ends"), tells="release",
    ),
}  # fmt: skip
_CONCILIATION: Mapping[str, EventRule] = {
    "receipt": EventRule(
        "a receipt", (FILED,), needs=("number",), effects=("interrupts:legal_action",),
        next=_by_authority("the board asks the debtor for an answer"),
    ),
    "returned": EventRule(
        "an application sent back to be mended", (FILED,), needs=("because",),
        next=_by_agency("mend the application and file it again under the same reference"),
    ),
    "mended": EventRule(
        "a mended application", (FILED,),
        next=_by_authority("the board asks the debtor for an answer"),
    ),
    "withdrawn_before_summons": EventRule(
        "a withdrawal before the debtor was called", (FILED,), to=ENDED,
        effects=("refund:conciliation_application", "interruption_void:legal_action", "ends"),
        tells="withdrawal",
    ),
    "reduced": EventRule(
        "a reduction", _OPEN, needs=("amount",), effects=("told",), keeps_next=True,
        tells="reduction",
    ),
    "reply_asked": EventRule(
        "an order to answer", (FILED,), to=SERVED,
        next=NextStep("the debtor's time to answer passes", _AUTHORITY,
                      deadline="conciliation_reply", waits=True),
    ),
    "admitted": EventRule(
        "an admission of the debtor", (SERVED,), effects=("interrupts:acknowledged",),
        by_debtor=True, next=_by_authority("the board gives its judgment"),
    ),
    "objection": EventRule(
        "an objection", (FILED, SERVED), to=DISPUTED, effects=("dispute",), by_debtor=True,
        next=_by_authority("the board calls a meeting"),
    ),
    "no_reply": EventRule(
        "the debtor's silence", (SERVED,), next=_by_authority("the board gives its judgment")
    ),
    "hearing": EventRule(
        "a meeting of the board", _AT_THE_BOARD, needs=("until",),
        next=NextStep("attend the meeting of the board", _AGENCY),
    ),
    "withdrawn": EventRule(
        "a withdrawal", _AT_THE_BOARD, to=ENDED,
        effects=("costs_fall", "interruption_void:legal_action", "ends"), tells="withdrawal",
    ),
    "dismissed": EventRule(
        "a dismissal", _OPEN, to=ENDED, needs=("because",),
        effects=("costs_fall", "interruption_void:legal_action", "ends"),
    ),
    "discontinued": EventRule(
        "a case that the board leaves undecided", (DISPUTED,), to=ENDED,
        effects=("costs_fall", "interruption_void:legal_action", "ends"),
    ),
    "judgment": EventRule(
        "a judgment", _AT_THE_BOARD, to=DECIDED, needs=_TITLE_NEEDS, effects=_TITLE,
        next=NextStep("the judgment is served", _AUTHORITY, after_days=SOON_DAYS),
    ),
    "settled": EventRule(
        "a settlement before the board", _AT_THE_BOARD, to=DECIDED, needs=_TITLE_NEEDS,
        effects=_TITLE, next=_by_agency("follow what was settled"),
    ),
    "judgment_served": EventRule(
        "the service of the judgment", (DECIDED,),
        next=NextStep("petition for attachment on the judgment", _AGENCY,
                      deadline="conciliation_appeal", waits=True),
    ),
}  # fmt: skip

_ENFORCEMENT_ACT = "tvangsfullbyrdelsesloven (LOV-1992-06-26-86)"
_LIMITATION_ACT = "foreldelsesloven (LOV-1979-05-18-18)"
REFERENCES: Mapping[str, str] = MappingProxyType(
    {
        "receipt": f"{_LIMITATION_ACT} §§ 15 og 17",
        "withdrawn_before_summons": "rettsgebyrloven (LOV-1982-12-17-86) § 7",
        "presented": f"{_ENFORCEMENT_ACT} § 7-6",
        "presented_again": f"{_ENFORCEMENT_ACT} § 7-10",
        "statement": f"{_ENFORCEMENT_ACT} § 7-10",
        "objection": f"{_ENFORCEMENT_ACT} § 7-7",
        "objection_groundless": f"{_ENFORCEMENT_ACT} § 7-7",
        "dropped": f"{_ENFORCEMENT_ACT} § 7-7",
        "sent_to_board": f"{_ENFORCEMENT_ACT} § 7-7",
        "continued": f"{_ENFORCEMENT_ACT} § 7-7",
        "postponed": f"{_ENFORCEMENT_ACT} § 5-12",
        "pledge": f"{_ENFORCEMENT_ACT} § 7-20",
        "trekk": f"{_ENFORCEMENT_ACT} § 7-20, innkrevingsloven § 29",
        "change_reported": f"{_ENFORCEMENT_ACT} § 7-25, innkrevingsloven § 32 første ledd",
        "confirmation_asked": "innkrevingsloven § 32 annet ledd",
        "confirmed": "innkrevingsloven § 32 annet ledd",
        "trekk_lapsed": f"{_ENFORCEMENT_ACT} § 7-28",
        "no_assets": f"{_ENFORCEMENT_ACT} § 7-23, tinglysingsloven § 34 a",
        "covered": f"{_ENFORCEMENT_ACT} §§ 7-25 til 7-27",
        "released": f"{_ENFORCEMENT_ACT} §§ 7-25 til 7-27",
    }
)
"""The paragraph behind an event, where it has one."""


def _with_references(events: Mapping[str, EventRule]) -> Mapping[str, EventRule]:
    """The events, each with the paragraph behind it."""
    return MappingProxyType(
        {name: rule._replace(reference=REFERENCES.get(name, "")) for name, rule in events.items()}
    )


_BOARD = "forliksrådet"
_OFFICER = "namsmannen"

KINDS: Mapping[str, ProceedingKind] = MappingProxyType(
    {
        ATTACHMENT: ProceedingKind(
            name="a petition for attachment on the creditor's own notice",
            country="NO",
            authority=_OFFICER,
            document="attachment_application_own_document",
            costs=("attachment_application",),
            needs_title=False,
            events=_with_references(
                {
                    **_FILING,
                    **_PRESENTING,
                    **_BOARD_AFTER_OBJECTION,
                    **_OUTCOMES,
                    **_RESULT,
                    "lost": _LOST_AT_THE_BOARD[ATTACHMENT],
                }
            ),
            first=_WANTS_PRESENTING,
            stage="at_namsmann",
            stages=MappingProxyType(
                {WITH_BOARD: "at_forliksrad", DECIDED: "titled", LOST: "at_forliksrad"}
                | {APPEALED: "at_court", ENFORCING: "enforcing", TO_RELEASE: "enforcing"}
            ),
        ),
        ON_TITLE: ProceedingKind(
            name="a petition for attachment on a judgment",
            country="NO",
            authority=_OFFICER,
            document="attachment_application",
            costs=("attachment_application",),
            needs_title=True,
            events=_with_references({**_FILING, **_PRESENTING, **_RESULT}),
            first=_WANTS_PRESENTING,
            stage="enforcing",
        ),
        CONCILIATION: ProceedingKind(
            name="an application to the conciliation board",
            country="NO",
            authority=_BOARD,
            document="conciliation_application",
            costs=("conciliation_application",),
            needs_title=False,
            events=_with_references(
                {**_CONCILIATION, **_OUTCOMES, "lost": _LOST_AT_THE_BOARD[CONCILIATION]}
            ),
            first=_by_authority("the board asks the debtor for an answer"),
            stage="at_forliksrad",
            stages=MappingProxyType({DECIDED: "titled", APPEALED: "at_court"}),
        ),
    }
)
"""The kinds of proceedings of Norway by name."""

FREE_AFTER_OBJECTION = "rettsgebyrloven (LOV-1982-12-17-86) § 14"
"""No fee the first time an attachment is asked for on what the board decided after an objection."""


def costs_when_filed(
    kind: str, earlier: Sequence[tuple[str, Sequence[str]]]
) -> tuple[tuple[str, ...], str]:
    """The kinds of costs of a petition that is filed now, and the statute that spares one.

    ``earlier`` are the case's other proceedings that were filed, the oldest first, each as its kind
    with the kinds of its events. No fee is owed for the first petition on a claim that the board
    decided after an objection to an attachment, unless that attachment itself was continued.
    """
    costs = KINDS[kind].costs
    if kind != ON_TITLE:
        return costs, ""
    for name, events in reversed(earlier):
        if name == ON_TITLE:
            break
        decided = "sent_to_board" in events and {"judgment", "settled"} & set(events)
        if name == ATTACHMENT and decided:
            if "continued" in events:
                break
            return tuple(one for one in costs if one != "attachment_application"), (
                FREE_AFTER_OBJECTION
            )
    return costs, ""
