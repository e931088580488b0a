-- Schedules by the clock, and what arrives by itself.

-- The clocks by which an organization's schedules run.
alter table organizations add column time_zone text not null default 'Europe/Amsterdam';
