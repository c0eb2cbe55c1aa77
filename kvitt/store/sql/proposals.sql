-- Open claims that unmatched lines may be for: by the words of their text, the
-- number of a proceeding, the payer's number or name, or the amount. One row a line,
-- claim and reason; at most twenty claims for each line and reason.
with found as (
  select w.no, c.tenant_id, c.id, 'word' as reason
  from asked_word w
  join account_creditor a on a.account = w.account
  join claim c on c.tenant_id = a.tenant_id and c.invoice_number = w.word
  union
  select w.no, c.tenant_id, c.id, 'reference'
  from asked_word w
  join account_creditor a on a.account = w.account
  join claim c on c.tenant_id = a.tenant_id and c.payment_reference = w.word
  union
  select w.no, c.tenant_id, c.id, 'authority'
  from asked_word w
  join account_creditor a on a.account = w.account
  join proceeding p on p.tenant_id = a.tenant_id and w.word in (p.authority_number, p.reference)
  join proceeding_claim f on f.tenant_id = p.tenant_id and f.proceeding_id = p.id
  join claim c on c.tenant_id = f.tenant_id and c.id = f.claim_id
  union
  select l.no, c.tenant_id, c.id, 'payer'
  from asked_line l
  join account_creditor a on a.account = l.account
  join party p on p.tenant_id = a.tenant_id and p.identity_number = l.payer_number
  join collection_case k on k.tenant_id = p.tenant_id and k.debtor_id = p.id
  join claim c on c.tenant_id = k.tenant_id and c.case_id = k.id
  union
  select l.no, c.tenant_id, c.id, 'name'
  from asked_line l
  join account_creditor a on a.account = l.account
  join party p on p.tenant_id = a.tenant_id and lower(p.name) = l.payer_name
  cross join lateral (
    select k.id from collection_case k
    where k.tenant_id = p.tenant_id and k.debtor_id = p.id offset 0
  ) k
  cross join lateral (
    select c.tenant_id, c.id from claim c
    where c.tenant_id = p.tenant_id and c.case_id = k.id offset 0
  ) c
  union
  select l.no, c.tenant_id, c.id, 'amount'
  from asked_line l
  join account_creditor a on a.account = l.account
  join claim c on c.tenant_id = a.tenant_id
    and c.principal_open_minor + c.interest_open_minor + c.cost_open_minor = l.amount_minor
), counted as (
  select f.no, f.tenant_id, f.reason, c.id, c.case_id, c.invoice_number,
         c.principal_open_minor + c.interest_open_minor + c.cost_open_minor as open_minor,
         row_number() over (partition by f.no, f.reason order by c.id) as place
  from found f
  cross join lateral (
    select * from claim c where c.tenant_id = f.tenant_id and c.id = f.id offset 0
  ) c
  join collection_case k on k.tenant_id = c.tenant_id and k.id = c.case_id and k.closed_on is null
)
select no, reason, tenant_id, case_id, id, invoice_number, open_minor from counted
where place <= 20 and open_minor > 0
order by no, id
