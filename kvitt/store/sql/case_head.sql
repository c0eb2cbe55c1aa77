-- One case with its debtor and its creditor.
select c.tenant_id, c.id, c.flow, c.cycle, c.opened_on, c.wake_on, c.next_what,
       c.next_on, c.next_owner,
       c.closed_on, c.closed_because, p.kind as debtor_kind, p.name as debtor_name,
       r.name as creditor_name, r.country, r.currency, r.pay_to_scheme, r.pay_to_number,
       p.language as debtor_language, c.merged_into,
       (select coalesce(sum(n.amount_minor), 0)::bigint from credit_note n
        where n.tenant_id = c.tenant_id and n.debtor_id = c.debtor_id and n.claim_id is null)
         as open_credit_minor
from collection_case c
join party p on p.tenant_id = c.tenant_id and p.id = c.debtor_id
join creditor r on r.tenant_id = c.tenant_id
where c.tenant_id = (select %(tenant)s::integer) and c.id = %(case)s
