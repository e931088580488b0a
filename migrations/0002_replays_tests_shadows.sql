-- How a replay was asked for: where it began, which version, whether it was forced, what a person changed by hand.
alter table runs add column replay jsonb;

-- Tests kept with a flow: a record as it came in, and what each target is expected to get of it.
create table flow_tests (
  organization_id uuid not null,
  flow_id uuid not null,
  no integer not null,
  name text not null,
  -- The source step at which the record comes in.
  node_id text not null,
  key text not null,
  title text not null,
  input jsonb not null,
  expected jsonb not null,
  -- Fields that may differ, as people write them: "lines.date".
  ignored jsonb not null default '[]',
  created_by uuid references people on delete set null,
  created_at timestamptz not null,
  primary key (organization_id, flow_id, no),
  foreign key (organization_id, flow_id) references flows on delete cascade
);

-- A shadow run: a draft that sees what the published version sees, and whose results are only compared.
create table shadows (
  organization_id uuid not null,
  flow_id uuid not null,
  id uuid not null,
  graph jsonb not null,
  started_by uuid references people on delete set null,
  started_at timestamptz not null,
  -- null: records that arrive are still compared.
  ended_at timestamptz,
  -- Batches of past runs that are still to be compared.
  waiting integer not null default 0,
  compared integer not null default 0,
  changed integer not null default 0,
  -- The first records that came out differently, with their differences.
  examples jsonb not null default '[]',
  primary key (organization_id, flow_id),
  foreign key (organization_id, flow_id) references flows on delete cascade
);
