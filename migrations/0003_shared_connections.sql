-- What keeps an outside system whole, and two workers from the same batch.

-- Which living worker works on the batch: a second job for it waits, also when somebody pressed Stop or Check meanwhile.
alter table batches add column holder text;

-- How often formulas of the flow ran into the deadline since it was published: a flow of slow formulas pauses itself.
alter table flows add column slow_formulas integer not null default 0;

-- After so many failures in a row a system is left alone until this moment; then one call finds out whether it is back.
alter table connections add column failures integer not null default 0;
alter table connections add column left_alone_until timestamptz;

-- The calls of all processes through a connection whose system allows only so many, as milliseconds since 1970:
-- when calls started, until when each call under way holds its place, when errors came.
create table connection_traffic (
  organization_id uuid not null,
  connection_id uuid not null,
  started jsonb not null default '[]',
  under_way jsonb not null default '{}',
  errors jsonb not null default '[]',
  primary key (organization_id, connection_id),
  foreign key (organization_id, connection_id) references connections on delete cascade
);
