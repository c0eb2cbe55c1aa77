"""The lives of a world's cases as an auditor finds them in a file: read from the tables alone.

Postings are numbered in the order in which they were made, so they say what came before what. A
letter stands after the last posting that was there when it was seen to leave.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.law.auditor.auditor import audit
from tests.law.auditor.life import (
    Claim,
    Covered,
    Event,
    Fee,
    Interest,
    Letter,
    Life,
    Reopened,
    Stop,
    TakenBack,
)
from tests.world.world import World

STOPS = {"dispute": "objection", "deferral": "deferral", "plan": "plan"}
CASES = """
select c.id, p.kind as debtor_kind, k.country, k.collection from collection_case c
join party p on p.tenant_id = c.tenant_id and p.id = c.debtor_id
join creditor k on k.tenant_id = c.tenant_id
where c.tenant_id = %s and c.merged_into is null
  and not exists (select from collection_case m where m.merged_into = c.id)
  and not exists (
    -- what a credit note or a dispute gave back of a payment is no event that an auditor knows
    select from allocation a left join payment y on y.id = a.payment_id
    where a.case_id = c.id and a.amount_minor < 0 and y.reverses_id is null)
  and not exists (
    -- a letter that is still on its way, or was called back from the print house when it was paid
    select from claim_item i join notice n on n.id = i.notice_id join claim l on l.id = i.claim_id
    where l.case_id = c.id and i.voided_on is null and i.kind <> 'interest' and n.state <> 'sent')
  and not exists (
    -- a fee that went along with its claim when the case was divided: its letter stayed behind
    select from claim_item i join notice n on n.id = i.notice_id join claim l on l.id = i.claim_id
    where l.case_id = c.id and i.voided_on is null and n.case_id <> c.id)
  and not exists (
    -- where a person is asked to correct what was paid, the file is known not to be right
    select from task t where t.case_id = c.id and t.kind in ('correct_interest', 'correct_charges'))
order by c.id
"""
CLAIMS = """
select id, case_id, invoice_due_on, principal_minor, fees_agreed from claim where tenant_id = %s
order by id
"""
CHARGES = """
select i.*, c.case_id, first.posting, back.posting as taken_back, first.base
from claim_item i join claim c on c.tenant_id = i.tenant_id and c.id = i.claim_id
cross join lateral (
  select min(p.id) as posting,
    (select sum(case when b.debit = 'receivable' then b.amount_minor else -b.amount_minor end)
     from posting b join claim_item bi on bi.id = b.item_id join claim bc on bc.id = bi.claim_id
     where bi.kind = 'principal' and bc.case_id = c.case_id and b.id < min(p.id)) as base
  from posting p where p.item_id = i.id
) first
left join lateral (
  select max(p.id) as posting from posting p where p.item_id = i.id and i.voided_on is not null
) back on true
where i.tenant_id = %s and i.kind <> 'principal' order by i.id
"""
COVERED = """
select l.case_id, i.claim_id, i.kind, a.amount_minor, a.payment_id, y.booked_on, n.issued_on,
       a.credit_note_id, p.posting, a.allocated_on,
       coalesce(y.because -> 'order' ->> 0 = 'principal' and y.manner = 'attachment', false)
         as of_wages
from allocation a
join claim_item i on i.tenant_id = a.tenant_id and i.id = a.item_id
join claim l on l.tenant_id = i.tenant_id and l.id = i.claim_id
left join payment y on y.tenant_id = a.tenant_id and y.id = a.payment_id
left join credit_note n on n.tenant_id = a.tenant_id and n.id = a.credit_note_id
join (
  select id, item_id, amount_minor, payment_id is null as of_credit,
    row_number() over (partition by item_id, amount_minor, payment_id is null order by id) as place
  from allocation where amount_minor > 0
) nth on nth.id = a.id
join (
  select id as posting, item_id, amount_minor, debit = 'claims_held' as of_credit,
    row_number() over (partition by item_id, amount_minor, debit = 'claims_held' order by id)
      as place
  from posting where credit = 'receivable' and booking_id not in (
    select booking_id from write_off union all select id from booking where kind = 'voided')
) p on (p.item_id, p.amount_minor, p.of_credit, p.place)
     = (a.item_id, a.amount_minor, nth.of_credit, nth.place)
where a.tenant_id = %s and a.amount_minor > 0 order by a.id
"""
REVERSED = """
select l.case_id, y.reverses_id, y.booked_on, min(p.posting) as posting
from payment y
join (
  select payment_id, item_id, amount_minor,
    row_number() over (partition by item_id, amount_minor order by id) as place
  from allocation where amount_minor < 0
) a on a.payment_id = y.id
join (
  select id as posting, item_id, amount_minor,
    row_number() over (partition by item_id, amount_minor order by id) as place
  from posting where debit = 'receivable' and credit <> 'claims_held'
) p on (p.item_id, p.amount_minor, p.place) = (a.item_id, -a.amount_minor, a.place)
join claim_item i on i.tenant_id = y.tenant_id and i.id = a.item_id
join claim l on l.tenant_id = i.tenant_id and l.id = i.claim_id
where y.tenant_id = %s and y.reverses_id is not null
group by y.id, l.case_id, y.reverses_id, y.booked_on
"""
COVERED_FEES = """
select n.id, n.case_id, n.sent_on, n.covered_kind, bearer.id as claim_id
from notice n
cross join lateral (
  select c.id from claim c where c.case_id = n.case_id order by c.due_on, c.id limit 1
) bearer
where n.tenant_id = %s and n.state = 'sent' and n.covered_kind is not null
  and not exists (
    select from claim_item i where i.notice_id = n.id and i.kind = n.covered_kind)
"""
LETTERS = """
select id, case_id, kind, sent_on, deadline_on, covered_kind, covered_minor from notice
where tenant_id = %s and state = 'sent' and of_flow order by id
"""
HOLDS = """
select h.case_id, h.kind, h.from_on, h.until_on, (
  select count(*) from instalment i join plan_claim k on k.plan_id = i.plan_id
  join claim l on l.id = k.claim_id where l.case_id = h.case_id) as instalments
from hold h where h.tenant_id = %s and h.kind in ('dispute', 'deferral', 'plan') order by h.id
"""


def objections(world: World, left_after: Mapping[int, int]) -> list[str]:
    """What an auditor objects to in the world's cases, by rule and statute.

    ``left_after`` says by letter which posting was the last one when it left.
    """
    lives = lives_of(world, left_after)
    return [
        f"{one.rule} in the {world.name_of(case_id)}, {one.sentence} [{one.statute}]"
        for case_id, life in lives.items()
        for one in audit(life)
    ]


def lives_of(world: World, left_after: Mapping[int, int]) -> dict[int, Life]:
    """The life of every case that was neither merged nor given back to."""
    claims: dict[int, list[Claim]] = defaultdict(list)
    for row in world.rows(CLAIMS):
        claims[row.case_id].append(
            Claim(row.id, row.invoice_due_on, row.principal_minor, row.fees_agreed)
        )
    events = _events(world, left_after)
    return {
        case.id: Life(
            case.country, case.debtor_kind, tuple(claims[case.id]),
            [event for _, event in sorted(events[case.id], key=lambda one: one[0])],
            case.collection,
        )
        for case in world.rows(CASES)
    }  # fmt: skip


def _events(world: World, left_after: Mapping[int, int]) -> dict[int, list[tuple[float, Event]]]:
    found: dict[int, list[tuple[float, Event]]] = defaultdict(list)
    for row in world.rows(CHARGES):
        found[row.case_id].append((row.posting or 0, _charge(row)))
        if row.taken_back is not None:
            found[row.case_id].append((row.taken_back, TakenBack(row.voided_on, row.id)))
    for row in world.rows(COVERED):
        is_credit = row.credit_note_id is not None
        part = row.kind if row.kind in ("principal", "interest") else "cost"
        on = row.allocated_on if is_credit else row.booked_on
        covered = Covered(on, row.claim_id, part, row.amount_minor, row.payment_id or 0, is_credit,
                          row.of_wages)  # fmt: skip
        found[row.case_id].append((row.posting, covered))
    for row in world.rows(REVERSED):
        found[row.case_id].append((row.posting, Reopened(row.booked_on, row.reverses_id)))
    for row in world.rows(COVERED_FEES):
        fee = Fee(row.sent_on, row.covered_kind, 0, row.claim_id, letter_id=row.id)
        found[row.case_id].append((left_after[row.id] + 0.25, fee))
    for row in world.rows(LETTERS):
        letter = Letter(row.sent_on, row.kind, row.deadline_on, row.id)
        found[row.case_id].append((left_after[row.id] + 0.5, letter))
    for row in world.rows(HOLDS):
        # On its own day a letter may have left before it; a plan forbids from the day after.
        first = row.from_on + timedelta(days=row.kind != "plan")
        if row.until_on is None or row.until_on >= first:
            stop = Stop(first, STOPS[row.kind], row.until_on, row.instalments)
            found[row.case_id].append((0.0, stop))
    return found


def _charge(row: Any) -> Fee | Interest:
    if row.kind == "interest":
        return Interest(
            row.dated_on, row.claim_id, row.from_on, row.until_on, row.rate_bp, row.base_minor,
            row.amount_minor, row.id,
        )  # fmt: skip
    base = 0 if row.kind == "collection_fee" else int(row.base or 0)
    return Fee(
        row.dated_on, row.kind, row.amount_minor, row.claim_id, row.id, row.notice_id or 0, base
    )
