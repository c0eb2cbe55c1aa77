grant usage on all sequences in schema public to kvitt_app;

-- After a large import the planner's statistics are brought up to date at once, by the app itself.
do $$
declare
  tbl text;
begin
  foreach tbl in array array['party', 'collection_case', 'claim', 'claim_item', 'posting',
    'notice', 'dispatch',
    'document', 'history', 'payment', 'allocation', 'bank_line', 'settlement_line']
  loop
    execute format('grant maintain on %I to kvitt_app', tbl);
  end loop;
end $$;
