"""What must hold after every step, asked of the tables in words of its own.

No rule here is imported from what it watches: which hold stops which letter, what is money in the
bank, how an event hangs on the chain is written down a second time.
"""

import hashlib
from collections import Counter
from datetime import date
from typing import Any

from tests.world.court import LETS_FILE
from tests.world.days import Days
from tests.world.world import World

PUSHING = {
    "deferral", "plan", "dispute", "payment_announced", "payment_proposed", "manual_pause",
    "sue_or_drop", "charges_to_correct", "interest_to_correct", "correct_interest",
    "settlement_offer", "possible_objection", "looks_paid", "left_out", "came_back_late",
    "time_given",
}  # fmt: skip
"""Holds under which nobody asks for money."""
EVERYTHING = {
    "bankruptcy", "death", "debt_settlement", "protected_identity", "shadow", "wrong_recipient",
}  # fmt: skip
"""Holds under which nothing goes out at all."""
NOTHING = {"ability_check"}
"""Holds that stop no letter."""
FOLLOWED = "monitoring"
"""Under it the flow's letters do not leave; its own does, and so do those of what is agreed."""
ANSWERS = {
    "deferral_confirmation", "dispute_received", "dispute_answer", "plan_agreement",
    "settlement_offer", "ability_notice",
}  # fmt: skip
"""Letters that answer the debtor."""
OF_A_PLAN = {"plan_reminder", "plan_missed"}
LEFT = ("sent", "unknown", "bounced")


def stops(hold: str, letter: str) -> bool:
    """Whether a hold of the kind forbids a letter of the kind; an unknown one forbids all."""
    if hold in NOTHING:
        return False
    if letter == "enforcement_notice":  # it goes before an application, as far as one may
        return hold not in LETS_FILE
    if hold == FOLLOWED:
        return letter not in ANSWERS | OF_A_PLAN | {"monitoring_letter"}
    if letter in ANSWERS:
        return hold not in PUSHING
    return not (letter in OF_A_PLAN and hold == "plan")


LETTERS = """
select d.id, d.channel, n.id as notice_id, n.kind, n.case_id, n.planned_on, n.of_flow,
       n.principal_minor, n.interest_minor, n.cost_minor, o.made_on, owed.principal, owed.interest,
       owed.cost, c.closed_on, (select coalesce(max(id), 0) from posting) as last_posting
from dispatch d
join notice n on n.tenant_id = d.tenant_id and n.id = d.notice_id
join document o on o.tenant_id = d.tenant_id and o.id = d.document_id
join collection_case c on c.tenant_id = n.tenant_id and c.id = n.case_id
cross join lateral (
  select coalesce(sum(m) filter (where i.kind = 'principal'), 0) as principal,
         coalesce(sum(m) filter (where i.kind = 'interest'), 0) as interest,
         coalesce(sum(m) filter (where i.kind not in ('principal', 'interest')), 0) as cost
  from claim l
  join claim_item i on i.tenant_id = l.tenant_id and i.claim_id = l.id
  cross join lateral (
    select sum(case when p.debit = 'receivable' then p.amount_minor
                    when p.credit = 'receivable' then -p.amount_minor end) as m
    from posting p where p.tenant_id = i.tenant_id and p.item_id = i.id
  ) moved
  where l.tenant_id = n.tenant_id and case when n.plan_id is null then l.case_id = n.case_id
    else l.id in (select claim_id from plan_claim where plan_id = n.plan_id) end
) owed
where d.state = any (%s) and d.id <> all (%s)
order by d.id
"""
HOLDS = """
select kind from hold where case_id = %s and from_on <= %s and (until_on is null or until_on >= %s)
"""
DISPUTES = "select received_on from dispute where case_id = %s and outcome is null"
BROKEN = """
select 'item ' || i.id || ' ' || i.kind || ' says ' || i.open_minor || ' open, its postings '
  || coalesce(p.minor, 0)
from claim_item i
left join (
  select item_id, sum(case when debit = 'receivable' then amount_minor
                           when credit = 'receivable' then -amount_minor end) as minor
  from posting where item_id is not null group by item_id
) p on p.item_id = i.id
where i.open_minor <> coalesce(p.minor, 0)
union all
select 'claim ' || c.id || ' says ' || c.principal_open_minor || ' ' || c.interest_open_minor
  || ' ' || c.cost_open_minor || ', its items ' || i.principal || ' ' || i.interest || ' ' || i.cost
from claim c
cross join lateral (
  select coalesce(sum(open_minor) filter (where kind = 'principal'), 0) as principal,
         coalesce(sum(open_minor) filter (where kind = 'interest'), 0) as interest,
         coalesce(sum(open_minor) filter (where kind not in ('principal', 'interest')), 0) as cost
  from claim_item where claim_id = c.id
) i
where (c.principal_open_minor, c.interest_open_minor, c.cost_open_minor)
   <> (i.principal, i.interest, i.cost)
union all
select 'payment ' || p.id || ' of ' || p.amount_minor + p.kept_minor || ' is divided as '
  || coalesce(sum(a.amount_minor), 0)
from payment p left join allocation a on a.payment_id = p.id
group by p.id, p.amount_minor, p.kept_minor
having p.amount_minor + p.kept_minor <> coalesce(sum(a.amount_minor), 0)
union all
select 'fee ' || kind || ' of step ' || step || ' stands ' || count(*) || ' times on claim '
  || claim_id
from claim_item where step is not null and voided_on is null
group by claim_id, step, cycle, kind having count(*) > 1
union all
select 'fee ' || i.kind || ' of ' || i.amount_minor || ' belongs to a letter that is withdrawn'
from claim_item i join notice n on n.id = i.notice_id and n.tenant_id = i.tenant_id
where i.voided_on is null and n.state = 'withdrawn' and i.kind <> 'interest' and i.open_minor > 0
union all
select 'letter ' || n.step || ' of case ' || n.case_id || ' left ' || count(*) || ' times'
from dispatch d join notice n on n.id = d.notice_id
where d.state in ('sent', 'unknown')
group by n.id, n.step, n.case_id having count(*) > 1
union all
select 'step ' || step || ' of case ' || case_id || ' was taken ' || count(*) || ' times'
from notice where state <> 'withdrawn'
group by case_id, step, cycle having count(*) > 1
union all
select 'case ' || id || ' is open without a next action'
from collection_case
where closed_on is null and (wake_on is null or next_on is null or next_what = '')
union all
select 'letter ' || n.step || ' is planned on the closed case ' || n.case_id
from notice n join collection_case c on c.id = n.case_id
where n.state = 'planned' and n.of_flow and c.closed_on is not null
union all
select 'case ' || c.id || ' is closed as paid and owes ' || sum(l.principal_open_minor
  + l.interest_open_minor + l.cost_open_minor)
from collection_case c join claim l on l.case_id = c.id
where c.closed_because in ('paid', 'credited')
group by c.id having sum(l.principal_open_minor + l.interest_open_minor + l.cost_open_minor) <> 0
union all
select 'plan ' || p.id || ' is of ' || (p.terms->>'total_minor') || ': debt, fee and interest are '
  || sums.told || ', its instalments ' || sums.instalments || ', its claims ' || sums.claims
from plan p
cross join lateral (
  select (p.terms->>'debt_minor')::bigint + (p.terms->>'fee_minor')::bigint
         + (p.terms->>'interest_minor')::bigint as told,
         (select sum(amount_minor) from instalment i where i.plan_id = p.id
            and i.number <= (p.terms->>'months')::integer) as instalments,
         (select sum(principal_minor + interest_minor + cost_minor) from plan_claim k
            where k.plan_id = p.id) as claims
) sums
where (sums.told, sums.instalments, sums.claims) is distinct from
  ((p.terms->>'total_minor')::bigint, (p.terms->>'total_minor')::bigint,
   (p.terms->>'debt_minor')::bigint)
union all
select 'claim ' || claim_id || ' is in ' || count(*) || ' running plans'
from plan_claim where ended_on is null group by claim_id having count(*) > 1
"""
MONEY = """
select coalesce(sum(minor) filter (where account = 'client_bank'), 0) as bank,
       coalesce(sum(minor) filter (where account = 'in_transit'), 0) as transit,
       coalesce(sum(minor) filter (where account = 'held_by_creditor'), 0) as held,
       coalesce(-sum(minor) filter (where account in
         ('owed_to_creditor', 'owed_to_agency', 'owed_to_debtor', 'suspense')), 0) as owed,
       coalesce(-sum(minor) filter (where account = 'owed_to_debtor'), 0) as of_debtors
from (
  select debit as account, amount_minor as minor from posting
  union all
  select credit, -amount_minor from posting
) moved
"""
SETTLED = """
select coalesce(sum(to_creditor_minor + to_agency_minor - held_minor), 0) as paid_out,
       coalesce(sum(held_minor), 0) as held
from settlement
"""
DIRECT = "select coalesce(sum(amount_minor), 0) from payment where bank_line_id is null"
LINES = """
select coalesce(sum(amount_minor), 0) from bank_line where outcome not in ('duplicate', 'echo')
"""
CHAIN = """
select h.link_id, string_agg(concat_ws('|', h.id, h.link_id, coalesce(h.case_id, 0),
  h.on_day - date '2000-01-01', h.kind, h.actor, h.given::text), E'\\n' order by h.id) as told
from history h where h.tenant_id = %s group by h.link_id
"""
LINKS = "select tenant_id, id, number, hash from history_link order by tenant_id, number"
COSTS_OF_FILING = """
select kind, count(*) from claim_item where voided_on is null and kind in
  ('payment_order_application', 'payment_order_representation', 'conciliation_application',
   'attachment_application')
group by kind
"""
FILED = """
select p.reference, f.id as opened from proceeding p
left join proceeding f on f.id = p.follows_id
where p.filed_on is not null
"""
FILED_WRONGLY = """
select 'proceeding ' || p.reference || ' was filed and not approved' from proceeding p
where p.filed_on is not null and p.approved_on is null
union all
select 'proceeding ' || p.reference || ': ' || approved_by || ' drafted and approved it'
from proceeding p
where p.needs_two and lower(btrim(p.approved_by)) = lower(btrim(p.drafted_by))
union all
select 'claim ' || k.claim_id || ' is at an authority ' || count(*) || ' times'
from proceeding_claim k join proceeding p on p.id = k.proceeding_id
where p.ended_on is null and p.filed_on is not null
group by k.claim_id having count(*) > 1
"""
HELD_DRAFTS = """
select 'draft ' || p.reference || ' waits under ' || h.kind
from proceeding p join hold h on h.case_id = p.case_id
where p.state in ('draft', 'approved') and h.until_on is null
  and h.kind not in ('sue_or_drop', 'monitoring')
union all
select 'draft ' || p.reference || ' waits in a case that is closed'
from proceeding p join collection_case c on c.id = p.case_id
where p.state in ('draft', 'approved') and c.closed_on is not null
"""
AT_AN_AUTHORITY = """
select reference from proceeding
where case_id = %s and filed_on < %s and (ended_on is null or ended_on > %s)
"""
DUE = """
select c.id, c.wake_on, c.next_what from collection_case c
where c.closed_on is null and c.wake_on <= %s order by c.id
"""


class Watch:
    """Looks at one world after every step."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.left: list[int] = []
        self.left_after: dict[int, int] = {}
        """By letter, the last posting that was there when it was seen to leave."""
        self.days = Days(world)

    def look(self) -> None:
        """Raises AssertionError with every sentence that is not as it must be."""
        wrong = [
            *(row[0] for row in self.world.house.rows(BROKEN)),
            *self._letters(),
            *self._money(),
            *self._mails(),
            *self._nights(),
            *self._court(),
        ]
        self.days.look()
        assert not wrong, "\n".join(wrong)

    def look_at_the_end(self) -> None:
        """What is asked once: the chain of every history from its beginning."""
        wrong = list(self._chain())
        assert not wrong, "\n".join(wrong)

    def look_at_the_days(self) -> None:
        """Whether earlier days are shown as they were seen."""
        wrong = self.days.differences()
        assert not wrong, "\n".join(wrong)

    def _letters(self) -> list[str]:
        """Each letter that left in this step: nothing held it, and it asked for what was owed."""
        wrong = []
        for row in self.world.house.rows(LETTERS, (list(LEFT), self.left)):
            self.left.append(row.id)
            self.left_after[row.notice_id] = row.last_posting
            told = f"{row.kind} of case {row.case_id}, {row.made_on}"
            for held in self.world.house.rows(HOLDS, (row.case_id, row.made_on, row.made_on)):
                if stops(held.kind, row.kind):
                    wrong.append(f"{told} left under {held.kind}")
            wrong += [
                f"{told} left while the objection of {one.received_on} was not answered"
                for one in self.world.house.rows(DISPUTES, (row.case_id,))
                if row.kind not in ANSWERS
            ]
            stated = (row.principal_minor, row.interest_minor, row.cost_minor)
            owed = (row.principal, row.interest, row.cost)
            if stated != owed and row.closed_on is None:
                wrong.append(f"{told} says {stated}, the ledger {owed}")
            if row.of_flow and row.planned_on != row.made_on:
                wrong.append(f"{told} was planned on {row.planned_on}")
            if row.of_flow:
                wrong += [
                    f"{told} left while {one.reference} goes on at an authority"
                    for one in self.world.house.rows(
                        AT_AN_AUTHORITY, (row.case_id, row.made_on, row.made_on)
                    )
                ]
            if row.closed_on is not None and row.kind != "dispute_answer":
                wrong.append(f"{told} left on a closed case")
        return wrong

    def _money(self) -> list[str]:
        (now,) = self.world.house.rows(MONEY)
        wrong = []
        if now.bank + now.held != now.owed or now.transit:
            wrong.append(f"client money: {now}")
        if now.of_debtors < 0:
            wrong.append(f"debtors are owed {now.of_debtors}")
        brought = self.world.brought_minor
        lines = self.world.house.value(LINES)
        if lines != brought:
            wrong.append(f"the bank brought {brought}, its lines say {lines}")
        (settled,) = self.world.house.rows(SETTLED)
        if now.bank != brought - settled.paid_out:
            wrong.append(f"{brought} came and {settled.paid_out} went, the account says {now.bank}")
        direct = self.world.house.value(DIRECT)
        if now.held != direct - settled.held:
            wrong.append(f"creditors were paid {direct}, settled {settled.held}, hold {now.held}")
        return wrong

    def _mails(self) -> list[str]:
        keys = self.world.house.mailbox.keys
        return [f"mail {key} was sent twice" for key in set(keys) if keys.count(key) > 1]

    def _nights(self) -> list[str]:
        """After a night nothing that was due has been left lying."""
        if not self.world.night_ran:
            return []
        due = self.world.house.rows(DUE, (self.world.day,))
        held = [row[0] for row in self.world.house.rows(HELD_DRAFTS)]
        return held + [f"case {row.id} was due on {row.wake_on}: {row.next_what}" for row in due]

    def _court(self) -> list[str]:
        """What was wrong with what was filed, and what the authorities' costs come to."""
        wrong = list(self.world.court.wrong)
        asked: Counter[str] = Counter(self.world.charged_by_hand)
        for one in self.world.court.filed.values():
            asked.update(cost.kind for cost in one.filing.costs)
        for row in self.world.house.rows(COSTS_OF_FILING):
            if row.count > asked[row.kind]:
                wrong.append(f"{row.kind} stands {row.count} times, asked for {asked[row.kind]}")
        wrong += [row[0] for row in self.world.house.rows(FILED_WRONGLY)]
        taken = {reference: one.proceeding_id for reference, one in self.world.court.filed.items()}
        for row in self.world.house.rows(FILED):
            if row.opened is None and row.reference not in taken:
                wrong.append(f"{row.reference} counts as filed, and nobody has it")
        return wrong

    def _chain(self) -> list[str]:
        wrong = []
        links: dict[int, list[Any]] = {}
        for row in self.world.house.rows(LINKS):
            links.setdefault(row.tenant_id, []).append(row)
        for tenant, of_tenant in links.items():
            told = {row.link_id: row.told for row in self.world.house.rows(CHAIN, (tenant,))}
            before = b""
            for place, link in enumerate(of_tenant, start=1):
                events = hashlib.sha256(told.pop(link.id, "").encode()).digest()
                before = hashlib.sha256(before + events).digest()
                if link.number != place or bytes(link.hash) != before:
                    wrong.append(f"link {link.number} of history {tenant} is broken")
                    break
            if told:
                wrong.append(f"{len(told)} links of history {tenant} are missing")
        return wrong


def day_of(text: str) -> date:
    """The day that a story's line begins with."""
    return date.fromisoformat(text[:10])
