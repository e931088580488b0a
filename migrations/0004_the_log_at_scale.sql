-- A batch's records stand side by side: where they begin makes an index of their own needless, and every record written
-- costs one index less.
alter table batches add column first_no integer not null default 0;
-- What is pure is written down here before anything is sent, as one value: each record's row is then written once, when
-- the sending is over, and not twice.
alter table batches add column pending jsonb not null default '[]';
update batches b set first_no = r.first
from (select organization_id, run_id, batch_no, min(no) as first from records group by 1, 2, 3) r
where b.organization_id = r.organization_id and b.run_id = r.run_id and b.no = r.batch_no;
drop index records_of_batch;

-- Adds one batch's counts per node to its run's, in the statement that holds the run's row: it is held as briefly as can be.
create function add_counts(before jsonb, more jsonb) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(node, (
    select jsonb_object_agg(name, coalesce((before -> node ->> name)::int, 0) + coalesce((more -> node ->> name)::int, 0))
    from unnest(array['passed', 'sent', 'alreadyThere', 'leftOut', 'attention']) as name)), '{}')
  from (select jsonb_object_keys(before) union select jsonb_object_keys(more)) as nodes(node)
$$;

-- What records carried is kept for a while only; their outcomes and counts stay.
alter table runs add column content_dropped_at timestamptz;
create index runs_with_content on runs (ended_at) where content_dropped_at is null and ended_at is not null;

-- A check of the same parent for every new row costs as much as the row: what belongs to a run or a flow goes with it by
-- one statement when that is deleted. No program makes such a row without its parent.
alter table records drop constraint records_organization_id_run_id_fkey;
alter table deliveries drop constraint deliveries_organization_id_flow_id_fkey;
alter table seen drop constraint seen_organization_id_flow_id_fkey;

create function delete_with_runs() returns trigger language plpgsql as $$
begin
  delete from records r using gone where r.organization_id = gone.organization_id and r.run_id = gone.id;
  return null;
end $$;
create trigger delete_with_runs after delete on runs referencing old table as gone
  for each statement execute function delete_with_runs();

create function delete_with_flows() returns trigger language plpgsql as $$
begin
  delete from deliveries d using gone where d.organization_id = gone.organization_id and d.flow_id = gone.id;
  delete from seen s using gone where s.organization_id = gone.organization_id and s.flow_id = gone.id;
  return null;
end $$;
create trigger delete_with_flows after delete on flows referencing old table as gone
  for each statement execute function delete_with_flows();
