-- Organizations, people and who may do what.

create table organizations (
  id uuid primary key,
  name text not null,
  demo boolean not null default false,
  -- The organization's own key, wrapped by the instance's key: deleting it makes every sealed value unreadable.
  data_key bytea not null,
  created_at timestamptz not null default now()
);
create unique index one_demo_organization on organizations (demo) where demo;

create table people (
  id uuid primary key,
  email text not null unique check (email = lower(email)),
  name text not null,
  -- null: this person cannot sign in with a password (the demo visitor).
  password_hash text,
  language text,
  created_at timestamptz not null default now()
);

create table memberships (
  organization_id uuid not null references organizations on delete cascade,
  person_id uuid not null references people on delete cascade,
  role text not null check (role in ('viewer', 'merchant', 'expert', 'admin')),
  primary key (organization_id, person_id)
);

create table sessions (
  -- SHA-256 of the token in the cookie: who reads this table cannot sign in.
  token_hash bytea primary key,
  organization_id uuid not null,
  person_id uuid not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  foreign key (organization_id, person_id) references memberships on delete cascade
);

-- What an organization owns. organization_id leads every key, so that one shop's rows stay together and can be
-- spread over servers later.

create table connections (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null,
  connector text not null,
  name text not null,
  sandbox boolean not null,
  settings jsonb not null,
  -- Sealed JSON: secrets by setting name, and the short-lived token shared by all processes.
  secrets bytea,
  token bytea,
  state text not null default 'untested' check (state in ('working', 'lost', 'untested')),
  checks jsonb not null default '[]',
  checked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (organization_id, id)
);

create table files (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null,
  name text not null,
  bytes integer not null,
  content bytea not null,
  created_at timestamptz not null default now(),
  primary key (organization_id, id)
);

create table flows (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null,
  name text not null,
  is_on boolean not null default false,
  hold jsonb,
  draft jsonb not null,
  draft_revision integer not null default 1,
  draft_saved_at timestamptz not null default now(),
  published_version integer,
  next_check_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (organization_id, id)
);
create index flows_due on flows (next_check_at) where is_on and hold is null;

create table flow_versions (
  organization_id uuid not null,
  flow_id uuid not null,
  version integer not null,
  graph jsonb not null,
  note text not null,
  published_by uuid references people on delete set null,
  published_at timestamptz not null default now(),
  primary key (organization_id, flow_id, version),
  foreign key (organization_id, flow_id) references flows on delete cascade
);

-- How far each source has been read. Belongs to the flow: publishing a version does not move it.
create table cursors (
  organization_id uuid not null,
  flow_id uuid not null,
  node_id text not null,
  cursor jsonb not null,
  moved_at timestamptz not null default now(),
  primary key (organization_id, flow_id, node_id),
  foreign key (organization_id, flow_id) references flows on delete cascade
);

-- The activity log, which is also what the next step reads.

create table runs (
  organization_id uuid not null,
  id uuid not null,
  flow_id uuid not null,
  -- null: the draft was tried; its graph stands here.
  version integer,
  graph jsonb,
  mode text not null check (mode in ('live', 'try')),
  trigger text not null check (trigger in ('schedule', 'person', 'replay', 'command-line')),
  started_by uuid references people on delete set null,
  replay_of uuid,
  reason text,
  status text not null check (status in ('running', 'done', 'attention', 'failed', 'waiting', 'on-hold', 'stopped')),
  problem jsonb,
  -- While the source still gives pages: the job that reads the next one, so that a parked run can go on.
  reading jsonb,
  open_batches integer not null default 0,
  batches integer not null default 0,
  stop_requested boolean not null default false,
  read integer not null default 0,
  sent integer not null default 0,
  already_there integer not null default 0,
  left_out integer not null default 0,
  attention integer not null default 0,
  -- Per node: how many records left it with which outcome.
  steps jsonb not null default '{}',
  envelope jsonb not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, flow_id) references flows on delete cascade
);
create index runs_latest on runs (organization_id, started_at desc, id);
create index runs_of_flow on runs (organization_id, flow_id, started_at desc);

create table batches (
  organization_id uuid not null,
  run_id uuid not null,
  no integer not null,
  -- Raised by every worker that takes the batch: a worker that woke up too late finds another number and cannot write.
  fence integer not null default 0,
  attempts integer not null default 0,
  done boolean not null default false,
  primary key (organization_id, run_id, no),
  foreign key (organization_id, run_id) references runs on delete cascade
);

-- One narrow row per record and run; its steps say where it stands.
create table records (
  organization_id uuid not null,
  run_id uuid not null,
  no integer not null,
  batch_no integer not null,
  flow_id uuid not null,
  key text not null collate "C",
  title text not null,
  outcome text not null default 'waiting'
    check (outcome in ('sent', 'already-there', 'left-out', 'attention', 'waiting', 'would-send')),
  node_id text,
  steps jsonb not null default '{}',
  problem jsonb,
  target_id text,
  -- The record of an earlier run that this one tries again.
  origin_run uuid,
  origin_no integer,
  at timestamptz not null,
  primary key (organization_id, run_id, no),
  foreign key (organization_id, run_id) references runs on delete cascade
);
create index records_by_key on records (organization_id, key, at desc);
create index records_latest on records (organization_id, at desc);
create index records_attention on records (organization_id, at desc) where outcome = 'attention';
create index records_of_batch on records (organization_id, run_id, batch_no);
create index records_replays on records (organization_id, origin_run, origin_no) where origin_run is not null;

-- One compressed page per batch, node and part: what left the step, and what was said to the other side.
create table payloads (
  organization_id uuid not null,
  run_id uuid not null,
  batch_no integer not null,
  node_id text not null,
  part text not null check (part in ('output', 'exchanges')),
  content bytea not null,
  primary key (organization_id, run_id, batch_no, node_id, part),
  foreign key (organization_id, run_id) references runs on delete cascade
);
alter table payloads alter column content set storage external;

-- The delivery ledger: 'sending' is committed before a write, the outcome after it.
create table deliveries (
  organization_id uuid not null,
  flow_id uuid not null,
  node_id text not null,
  key text not null collate "C",
  state text not null check (state in ('sending', 'sent', 'unknown', 'failed')),
  target_id text,
  content_hash bytea not null,
  run_id uuid not null,
  claimed_at timestamptz not null,
  primary key (organization_id, flow_id, node_id, key),
  foreign key (organization_id, flow_id) references flows on delete cascade
);

-- Which worker processes live; the jobs of one that stopped beating are taken over.
create table workers (
  id text primary key,
  beat_at timestamptz not null
);

-- What a polling source gave before: key and content hash, so that the overlap of two readings is dropped.
create table seen (
  organization_id uuid not null,
  flow_id uuid not null,
  node_id text not null,
  key text not null collate "C",
  content_hash bytea not null,
  primary key (organization_id, flow_id, node_id, key),
  foreign key (organization_id, flow_id) references flows on delete cascade
);
