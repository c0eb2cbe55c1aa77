-- A claim that went on from one case to another, with the day: what a case looked like before is
-- told by it. `claim.case_id` says where the claim lies now.
create table claim_move (
  tenant_id integer not null,
  id bigint generated always as identity,
  claim_id bigint not null,
  from_case_id bigint not null,
  to_case_id bigint not null,
  because text not null check (because in ('merged', 'divided')),
  moved_on date not null,
  primary key (tenant_id, id),
  constraint it_goes_to_another_case check (from_case_id <> to_case_id)
);
create index claim_move_claim on claim_move (tenant_id, claim_id, moved_on, id);
create index claim_move_from on claim_move (tenant_id, from_case_id);
create index claim_move_to on claim_move (tenant_id, to_case_id);
create index claim_move_divided on claim_move (tenant_id) where because = 'divided';
call enclose('claim_move');
call make_append_only('claim_move');
call stands_on('claim_move', 'claim_id', 'claim');
