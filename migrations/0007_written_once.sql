-- A record's row is written once, when its batch has come through a step that touches the outside: until then the batch
-- carries the rows, packed. What stood here before was only needed by sendings that were under way; their steps before
-- the sending are pure and are done again.
alter table batches alter column pending drop default, alter column pending drop not null;
alter table batches alter column pending type bytea using null;

-- Where a record stood at each step, as a short text: the steps are read with their record only, and what binary JSON
-- stores of names and times was most of the row. The old form is still read.
alter table records alter column steps drop default;
alter table records alter column steps type text using steps::text;
alter table records alter column steps set default '[]';

-- Every row of the ledger is changed once, soon after it was made: with room in its page no index has to hear of it.
alter table deliveries set (fillfactor = 50);

-- Batches in the hands of a worker, for whoever looks after those of dead ones.
create index batches_held on batches (holder) where holder is not null and not done;

-- The same sums, nine times as fast: it looks only at the nodes that changed.
create or replace function add_counts(before jsonb, more jsonb) returns jsonb language plpgsql immutable parallel safe as $$
declare
  node text;
  new jsonb;
  old jsonb;
begin
  for node, new in select * from jsonb_each(more) loop
    old := before -> node;
    if old is not null then
      new := jsonb_build_object(
        'passed', (old ->> 'passed')::int + (new ->> 'passed')::int,
        'sent', (old ->> 'sent')::int + (new ->> 'sent')::int,
        'alreadyThere', (old ->> 'alreadyThere')::int + (new ->> 'alreadyThere')::int,
        'leftOut', (old ->> 'leftOut')::int + (new ->> 'leftOut')::int,
        'attention', (old ->> 'attention')::int + (new ->> 'attention')::int);
    end if;
    before := before || jsonb_build_object(node, new);
  end loop;
  return before;
end $$;

-- Ends a statement whose condition no longer holds, so that nothing of it stays.
create function refuse_stale(is_stale boolean) returns boolean language plpgsql as $$
begin
  if is_stale then
    raise exception 'somebody else was first' using errcode = 'KP001';
  end if;
  return false;
end $$;
