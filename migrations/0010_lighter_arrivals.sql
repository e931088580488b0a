-- A worker that works a run off at once holds its batches, and whoever keeps house brings back those of the dead: the run
-- itself need not say so too.
drop index runs_held;
alter table runs drop column held_by;

-- Which flows an inbox feeds is asked whenever something arrives.
create index flow_versions_by_graph on flow_versions using gin (graph jsonb_path_ops);
