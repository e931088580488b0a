-- What is there already is changed where its content has changed, and what is older never goes over what is newer.

-- The order in which batches were read: between two records of one key it tells which is newer, where the source does not.
create sequence reading_order;
alter table batches add column read_order bigint not null default nextval('reading_order');
-- Of a source whose records replace each other: one that waits is left out when a newer one of its key has been read.
alter table batches add column replacing boolean not null default false;

alter table records
  -- What the source says of its age: a number that grows with every change.
  add column version bigint,
  -- Only where it is not its batch's: a record that is tried again is as old as it was.
  add column read_order bigint;

alter table deliveries
  -- How new that is what was claimed last ...
  add column version bigint,
  add column read_order bigint,
  -- ... and what had arrived before it, or may have, as long as nobody knows what became of it.
  add column sent_version bigint,
  add column sent_order bigint;

-- The newest batch in which a replacing source gave this key.
alter table seen add column read_order bigint;

-- What stood in the other system before it was changed.
alter table payloads drop constraint payloads_part_check;
alter table payloads add constraint payloads_part_check check (part in ('output', 'exchanges', 'before'));
