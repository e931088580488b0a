-- Translation lists of an organization: what comes in, and what goes out in its place.

create table value_tables (
  organization_id uuid not null references organizations on delete cascade,
  id uuid not null,
  -- Formulas and rows ask for a table by its name.
  name text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  unique (organization_id, name)
);

-- Every content a table ever had: a run names the versions that it used, and can be repeated with them.
create table value_table_versions (
  organization_id uuid not null,
  table_id uuid not null,
  version integer not null,
  rows jsonb not null,
  changed_by uuid references people on delete set null,
  changed_at timestamptz not null,
  primary key (organization_id, table_id, version),
  foreign key (organization_id, table_id) references value_tables on delete cascade
);

-- Values that records asked for and that are not in the table, for a person to add.
create table unknown_values (
  organization_id uuid not null,
  table_id uuid not null,
  value text not null,
  seen integer not null,
  run_id uuid not null,
  record_no integer not null,
  seen_at timestamptz not null,
  primary key (organization_id, table_id, value),
  foreign key (organization_id, table_id) references value_tables on delete cascade
);
