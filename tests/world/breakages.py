"""What must never stand in the tables, each with the word by which the watch names it."""

PROCEEDING = """
insert into proceeding (tenant_id, case_id, kind, reference, state, authority, drafted_on,
  drafted_by, needs_two, approved_on, approved_by, filed_on, filed_by)
select tenant_id, id, 'payment_order', 'K-{0}', 'served', 'Kronofogden', '2026-02-01', 'Mona',
  true, '2026-02-01', '{1}', '{2}', 'Mona'
from collection_case order by id limit 1
"""
"""An application that was filed, with its number, who approved it and the day."""
BREAKAGES = {
    "says": "update claim_item set open_minor = open_minor - 1 where kind = 'reminder'",
    "its items": "update claim set cost_open_minor = cost_open_minor + 1",
    "is divided as": "delete from allocation where id = (select min(id) from allocation)",
    "stands 2 times": """
        drop index one_fee_a_step;
        insert into claim_item (tenant_id, claim_id, kind, amount_minor, open_minor, dated_on, step,
          cycle, because)
        select tenant_id, claim_id, kind, amount_minor, 0, dated_on, step, cycle, because
        from claim_item where step = 'reminder'
        """,
    "belongs to a letter that is withdrawn": "update notice set state = 'withdrawn'",
    "left 2 times": """
        insert into dispatch (tenant_id, notice_id, attempt, channel, address, document_id, state)
        select tenant_id, notice_id, 9, channel, address, document_id, 'sent' from dispatch
        """,
    "was taken 2 times": """
        drop index one_notice_a_step;
        insert into notice (tenant_id, case_id, step, cycle, kind, planned_on, principal_minor,
          interest_minor, cost_minor)
        select tenant_id, case_id, step, cycle, kind, planned_on, 0, 0, 0 from notice
        """,
    "without a next action": "update collection_case set next_what = ''",
    "planned on the closed case": """
        update collection_case set closed_on = '2026-02-26', wake_on = null, next_on = null,
          next_owner = null;
        update notice set state = 'planned' where kind = 'reminder'
        """,
    "is closed as paid and owes": """
        update collection_case set closed_on = '2026-02-26', wake_on = null, next_on = null,
          next_owner = null, closed_because = 'paid'
        """,
    "left under death": """
        insert into hold (tenant_id, case_id, kind, from_on, reason, placed_by)
        select tenant_id, id, 'death', '2026-02-01', 'x', 'x' from collection_case
        """,
    "left while the objection": """
        insert into dispute (tenant_id, case_id, reason, text, channel, raised_by, received_on,
          answer_by_on, registered_by)
        select tenant_id, id, 'other', '', 'phone', 'x', '2026-02-01', '2026-02-08', 'x'
        from collection_case
        """,
    "the ledger": "update notice set cost_minor = cost_minor + 1",
    "was planned on": "update notice set planned_on = planned_on - 1",
    "client money": """
        update posting set amount_minor = amount_minor + 1 where debit = 'client_bank'
        """,
    "its lines say": "update bank_line set amount_minor = amount_minor + 1",
    "came and": """
        insert into settlement (tenant_id, number, settled_on, collected_minor, to_creditor_minor,
          to_agency_minor, currency, payment_reference, paid_out)
        select tenant_id, 1, '2026-02-26', 1, 1, 0, 'SEK', 'x', true from creditor limit 1
        """,
    "was due on": "update collection_case set wake_on = '2026-02-03'",
    "is broken": "update history set actor = 'Eve' where id = (select max(id) from history)",
    "are missing": "delete from history_link where id = (select max(id) from history_link)",
    "fee_above_its_ceiling": """
        update claim_item set amount_minor = amount_minor + 100 where kind = 'reminder'
        """,
    "goes on at an authority": f"{PROCEEDING.format(1, 'Eva', '2026-02-01')}",
    "counts as filed, and nobody has it": f"{PROCEEDING.format(1, 'Eva', '2026-02-26')}",
    "was filed and not approved": f"""
        alter table proceeding drop constraint only_what_was_approved_is_filed;
        {PROCEEDING.format(1, "Eva", "2026-02-26")};
        update proceeding set approved_on = null, approved_by = null
        """,
    "Mona drafted and approved it": f"""
        alter table proceeding drop constraint two_people_approve_a_large_claim;
        {PROCEEDING.format(1, "Mona", "2026-02-26")}
        """,
    "is at an authority 2 times": f"""
        drop index one_proceeding_at_a_time;
        {PROCEEDING.format(1, "Eva", "2026-02-26")}; {PROCEEDING.format(2, "Eva", "2026-02-26")};
        insert into proceeding_claim select p.tenant_id, p.id, c.id, 0, 0, 0
        from proceeding p join claim c on c.case_id = p.case_id
        """,
    "waits under death": f"""
        {PROCEEDING.format(1, "Eva", "2026-02-26")};
        update proceeding set state = 'approved', filed_on = null, filed_by = null;
        insert into hold (tenant_id, case_id, kind, from_on, reason, placed_by)
        select tenant_id, id, 'death', '2026-02-27', 'x', 'x' from collection_case
        """,
    "waits in a case that is closed": f"""
        {PROCEEDING.format(1, "Eva", "2026-02-26")};
        update proceeding set state = 'draft', filed_on = null, filed_by = null;
        update collection_case set closed_on = '2026-02-26', wake_on = null, next_on = null,
          next_owner = null
        """,
    "payment_order_application stands 1 times, asked for 0": """
        update claim_item set kind = 'payment_order_application' where kind = 'reminder'
        """,
    "interest_twice": """
        insert into claim_item (tenant_id, claim_id, kind, amount_minor, open_minor, dated_on,
          from_on, until_on, rate_bp, base_minor, because)
        select tenant_id, claim_id, kind, amount_minor, 0, dated_on, from_on, until_on, rate_bp,
          base_minor, because from claim_item where kind = 'interest';
        insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on, item_id)
        select tenant_id, 1, 'receivable', 'claims_held', amount_minor, dated_on, id
        from claim_item where kind = 'interest'
        """,
}
"""Statements that no constraint would let pass: they are done past them, and undone again."""
