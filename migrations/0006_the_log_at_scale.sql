-- A batch's records stand side by side: where they begin makes an index of their own needless, and every record written
-- costs one index less.
alter table batches add column first_no integer not null default 0;
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
