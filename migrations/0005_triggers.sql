-- Schedules by the clock, and what arrives by itself.

-- The clocks by which an organization's schedules run.
alter table organizations add column time_zone text not null default 'Europe/Amsterdam';

-- A person's word on where to read from outlives a reading that was under way when it was given.
alter table cursors add column set_at timestamptz;

alter table runs drop constraint runs_trigger_check;
alter table runs add constraint runs_trigger_check
  check (trigger in ('schedule', 'person', 'replay', 'command-line', 'webhook', 'flow'));

-- Where things arrive by themselves: an inbox per connection that a system sends to, and per flow whose result starts another.
create table inboxes (
  organization_id uuid not null references organizations on delete cascade,
  -- The connection's or the flow's own id.
  id uuid not null,
  connection_id uuid,
  flow_id uuid,
  -- SHA-256 of the token in the address, and the token itself, sealed; null where nothing comes from outside.
  token_hash bytea unique,
  token bytea,
  -- Raised under the row's lock, so that numbers become visible in their order and a reader passes over none.
  last_no bigint not null default 0,
  -- Up to here runs have been started.
  started_no bigint not null default 0,
  arrived_at timestamptz,
  primary key (organization_id, id),
  check ((connection_id is null) <> (flow_id is null)),
  foreign key (organization_id, connection_id) references connections on delete cascade,
  foreign key (organization_id, flow_id) references flows on delete cascade
);
create index inboxes_behind on inboxes (arrived_at) where started_no < last_no;

create table arrivals (
  organization_id uuid not null,
  inbox_id uuid not null,
  no bigint not null,
  -- The sender's own id of the event, or the hash of its body.
  event_id text not null collate "C",
  key text not null collate "C",
  title text not null,
  content text not null,
  -- When it changed at the sender, where that is told: what is older than another of the same key is passed over.
  changed_at timestamptz,
  arrived_at timestamptz not null,
  primary key (organization_id, inbox_id, no),
  unique (organization_id, inbox_id, event_id),
  foreign key (organization_id, inbox_id) references inboxes on delete cascade
);
create index arrivals_of_key on arrivals (organization_id, inbox_id, key, no);
create index arrivals_by_age on arrivals (arrived_at);

-- The worker that works a run off at once, without jobs in the queue; when it dies, the queue gets what is left.
alter table runs add column held_by text;
create index runs_held on runs (held_by) where held_by is not null;
