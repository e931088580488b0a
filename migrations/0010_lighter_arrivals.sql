-- A worker that works a run off at once holds its batches, and whoever keeps house brings back those of the dead: the run
-- itself need not say so too.
drop index runs_held;
alter table runs drop column held_by;

-- Which flows an inbox feeds is asked whenever something arrives.
create index flow_versions_by_graph on flow_versions using gin (graph jsonb_path_ops);

-- A flow that something has arrived for: locks it, unless it may not start any more, and tells what it would begin with.
-- Its inner questions are asked once the lock is there; in the locking statement they would be answered from before the wait.
create function lock_to_start(of_organization uuid, of_flow uuid)
returns table (version integer, is_reading boolean, followed boolean, cursors jsonb) language plpgsql as $$
begin
  select f.published_version into version from flows f
    where f.organization_id = of_organization and f.id = of_flow and f.is_on and f.hold is null for update;
  if version is null then return; end if;
  is_reading := exists (select from runs r
    where r.organization_id = of_organization and r.flow_id = of_flow and r.reading is not null and r.mode = 'live');
  followed := exists (select from inboxes i where i.organization_id = of_organization and i.id = of_flow);
  cursors := (select jsonb_object_agg(c.node_id, c.cursor) from cursors c
    where c.organization_id = of_organization and c.flow_id = of_flow);
  return next;
end $$;
create index runs_reading on runs (organization_id, flow_id) where reading is not null;
