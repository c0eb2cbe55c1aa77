-- Each link covers its events and the link before it; nothing is missing, added or changed.
with seen as (
  select tenant_id, link_id, count(*) as events,
         sha256(convert_to(string_agg(history_line(h), E'\n' order by h.id), 'UTF8')) as digest
  from history h where tenant_id = any (%(tenants)s) group by tenant_id, link_id
), chain as (
  select l.*, lag(l.hash) over chained as hash_before, lag(l.number) over chained as number_before
  from history_link l where l.tenant_id = any (%(tenants)s)
  window chained as (partition by l.tenant_id order by l.number)
)
select coalesce(c.tenant_id, s.tenant_id), coalesce(c.id, s.link_id),
       'the history''s link ' || coalesce(c.number::text, '(missing) ' || s.link_id)
         || ' is broken: ' || case
         when c.id is null then 'its events hang on no link'
         when s.link_id is null then 'its events are gone'
         when s.events <> c.events then 'it covered ' || c.events || ' events and finds '
           || s.events
         when s.digest <> c.digest then 'an event has been changed'
         when c.number <> coalesce(c.number_before, 0) + 1 then 'a link before it is missing'
         else 'it does not follow from the link before it' end
from chain c
full join seen s on s.tenant_id = c.tenant_id and s.link_id = c.id
where c.id is null or s.link_id is null or s.events <> c.events or s.digest <> c.digest
   or c.number <> coalesce(c.number_before, 0) + 1
   or c.hash <> sha256(coalesce(c.hash_before, ''::bytea) || c.digest)
