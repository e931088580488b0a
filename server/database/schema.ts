import { sql } from 'drizzle-orm';
import { bigint, boolean, customType, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { CheckResult } from '#flows/api/connections.ts';
import type { Role } from '#flows/api/route.ts';
import type { Outcome, ReplayNote, RunStatus, RunSummary } from '#flows/api/runs.ts';
import type { ShadowExample } from '#flows/api/shadows.ts';
import type { Graph } from '#flows/graph.ts';
import type { TableRow } from '#flows/mapping/value-table.ts';
import type { PathEnd } from '#flows/path-ends.ts';
import type { Problem } from '#flows/problem.ts';
import type { Language } from '#flows/words.ts';
import type { Cursor, Json } from '#server/connectors/connector.ts';
import type { Steps } from '#server/engine/record-outcome.ts';
import type { Moment } from '#server/engine/runner.ts';
import { readSteps, stepsText } from './steps-text.ts';

/** The tables of migrations/*.sql as the queries see them; schema.test.ts holds both equal. */

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
/** Where a record stood at each step, as its short text. */
const stepsColumn = customType<{ data: Steps; driverData: string }>({
  dataType: () => 'text',
  toDriver: stepsText,
  fromDriver: readSteps,
});
const moment = (name: string) => timestamp(name, { withTimezone: true });

export const organizations = pgTable('organizations', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  demo: boolean('demo').notNull().default(false),
  dataKey: bytes('data_key').notNull(),
  timeZone: text('time_zone').notNull().default('Europe/Amsterdam'),
  createdAt: moment('created_at').notNull().defaultNow(),
});

export const people = pgTable('people', {
  id: uuid('id').primaryKey(),
  email: text('email').notNull(),
  name: text('name').notNull(),
  passwordHash: text('password_hash'),
  language: text('language').$type<Language>(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

export const memberships = pgTable('memberships', {
  organizationId: uuid('organization_id').notNull(),
  personId: uuid('person_id').notNull(),
  role: text('role').$type<Role>().notNull(),
});

export const sessions = pgTable('sessions', {
  tokenHash: bytes('token_hash').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  personId: uuid('person_id').notNull(),
  createdAt: moment('created_at').notNull(),
  seenAt: moment('seen_at').notNull(),
});

export const connections = pgTable('connections', {
  organizationId: uuid('organization_id').notNull(),
  id: uuid('id').notNull(),
  connector: text('connector').notNull(),
  name: text('name').notNull(),
  sandbox: boolean('sandbox').notNull(),
  settings: jsonb('settings').$type<Record<string, unknown>>().notNull(),
  secrets: bytes('secrets'),
  token: bytes('token'),
  state: text('state').$type<'working' | 'lost' | 'untested'>().notNull().default('untested'),
  checks: jsonb('checks').$type<CheckResult[]>().notNull().default([]),
  checkedAt: moment('checked_at'),
  failures: integer('failures').notNull().default(0),
  leftAloneUntil: moment('left_alone_until'),
  createdAt: moment('created_at').notNull().defaultNow(),
});

export const files = pgTable('files', {
  organizationId: uuid('organization_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  bytes: integer('bytes').notNull(),
  content: bytes('content').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

export const flows = pgTable('flows', {
  organizationId: uuid('organization_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  isOn: boolean('is_on').notNull().default(false),
  hold: jsonb('hold').$type<Problem>(),
  draft: jsonb('draft').$type<Graph>().notNull(),
  draftRevision: integer('draft_revision').notNull().default(1),
  draftSavedAt: moment('draft_saved_at').notNull().defaultNow(),
  publishedVersion: integer('published_version'),
  nextCheckAt: moment('next_check_at'),
  slowFormulas: integer('slow_formulas').notNull().default(0),
  createdAt: moment('created_at').notNull().defaultNow(),
});

export const flowVersions = pgTable('flow_versions', {
  organizationId: uuid('organization_id').notNull(),
  flowId: uuid('flow_id').notNull(),
  version: integer('version').notNull(),
  graph: jsonb('graph').$type<Graph>().notNull(),
  note: text('note').notNull(),
  publishedBy: uuid('published_by'),
  publishedAt: moment('published_at').notNull().defaultNow(),
});

export const cursors = pgTable('cursors', {
  organizationId: uuid('organization_id').notNull(),
  flowId: uuid('flow_id').notNull(),
  nodeId: text('node_id').notNull(),
  cursor: jsonb('cursor').$type<Cursor>().notNull(),
  movedAt: moment('moved_at').notNull().defaultNow(),
  setAt: moment('set_at'),
});

export const inboxes = pgTable('inboxes', {
  organizationId: uuid('organization_id').notNull(),
  id: uuid('id').notNull(),
  connectionId: uuid('connection_id'),
  flowId: uuid('flow_id'),
  tokenHash: bytes('token_hash'),
  token: bytes('token'),
  lastNo: bigint('last_no', { mode: 'number' }).notNull().default(0),
  startedNo: bigint('started_no', { mode: 'number' }).notNull().default(0),
  arrivedAt: moment('arrived_at'),
});

export const arrivals = pgTable('arrivals', {
  organizationId: uuid('organization_id').notNull(),
  inboxId: uuid('inbox_id').notNull(),
  no: bigint('no', { mode: 'number' }).notNull(),
  eventId: text('event_id').notNull(),
  key: text('key').notNull(),
  title: text('title').notNull(),
  content: text('content').notNull(),
  changedAt: moment('changed_at'),
  arrivedAt: moment('arrived_at').notNull(),
});

/** How many records left one node with which outcome, went another way from there, and began there at all. */
export type NodeCounts = Record<'passed' | 'sent' | 'alreadyThere' | 'leftOut' | 'attention', number> &
  Partial<Record<'otherWay' | 'began', number>>;

/** What made a run's results: every entry of the run carries it. */
export type Envelope = {
  jsonata: string;
  koppel: string;
  /** Of a run that tries records again as it was then: the moment of the run that it repeats. */
  moment?: Moment;
  /** The versions of the value tables that its formulas ask for, by the tables' names. */
  tables?: Record<string, { id: string; version: number }>;
};

/** One record that is asked for again, and the record it tries again. */
export type Asked = { key: string; originRun: string; originNo: number };

/**
 * What is read next, and the sources whose turn comes after; kept with the run so that a parked reading can go on.
 * With `asked` the source is asked for these records one by one, instead of for its next page.
 */
export type Reading = {
  node: string;
  cursor: Cursor | null;
  attempts: number;
  later: { node: string; cursor: Cursor | null }[];
  /** A period that is read once more; how far the flow has been read stays as it is. */
  backfill?: boolean;
  asked?: Asked[];
  /** Reading is as far ahead as it may be: the batch that makes room queues the next read job. */
  parked?: true;
  /** The number of that batch, once it has. */
  woken?: number;
};

export const runs = pgTable('runs', {
  organizationId: uuid('organization_id').notNull(),
  id: uuid('id').notNull(),
  flowId: uuid('flow_id').notNull(),
  version: integer('version'),
  graph: jsonb('graph').$type<Graph>(),
  mode: text('mode').$type<RunSummary['mode']>().notNull(),
  trigger: text('trigger').$type<RunSummary['trigger']>().notNull(),
  startedBy: uuid('started_by'),
  replayOf: uuid('replay_of'),
  reason: text('reason'),
  status: text('status').$type<RunStatus>().notNull(),
  problem: jsonb('problem').$type<Problem>(),
  reading: jsonb('reading').$type<Reading>(),
  openBatches: integer('open_batches').notNull().default(0),
  batches: integer('batches').notNull().default(0),
  stopRequested: boolean('stop_requested').notNull().default(false),
  read: integer('read').notNull().default(0),
  sent: integer('sent').notNull().default(0),
  alreadyThere: integer('already_there').notNull().default(0),
  leftOut: integer('left_out').notNull().default(0),
  attention: integer('attention').notNull().default(0),
  steps: jsonb('steps').$type<Record<string, NodeCounts>>().notNull().default({}),
  envelope: jsonb('envelope').$type<Envelope>().notNull(),
  replay: jsonb('replay').$type<ReplayNote>(),
  startedAt: moment('started_at').notNull(),
  endedAt: moment('ended_at'),
  contentDroppedAt: moment('content_dropped_at'),
});

export const batches = pgTable('batches', {
  organizationId: uuid('organization_id').notNull(),
  runId: uuid('run_id').notNull(),
  no: integer('no').notNull(),
  firstNo: integer('first_no').notNull().default(0),
  fence: integer('fence').notNull().default(0),
  pending: bytes('pending'),
  attempts: integer('attempts').notNull().default(0),
  done: boolean('done').notNull().default(false),
  holder: text('holder'),
  readOrder: bigint('read_order', { mode: 'number' }).notNull().default(sql`nextval('reading_order')`),
  replacing: boolean('replacing').notNull().default(false),
});

export const records = pgTable('records', {
  organizationId: uuid('organization_id').notNull(),
  runId: uuid('run_id').notNull(),
  no: integer('no').notNull(),
  batchNo: integer('batch_no').notNull(),
  flowId: uuid('flow_id').notNull(),
  key: text('key').notNull(),
  title: text('title').notNull(),
  outcome: text('outcome').$type<Outcome>().notNull().default('waiting'),
  nodeId: text('node_id'),
  steps: stepsColumn('steps').notNull().default({}),
  problem: jsonb('problem').$type<Problem>(),
  targetId: text('target_id'),
  originRun: uuid('origin_run'),
  originNo: integer('origin_no'),
  at: moment('at').notNull(),
  version: bigint('version', { mode: 'number' }),
  readOrder: bigint('read_order', { mode: 'number' }),
});

export const payloads = pgTable('payloads', {
  organizationId: uuid('organization_id').notNull(),
  runId: uuid('run_id').notNull(),
  batchNo: integer('batch_no').notNull(),
  nodeId: text('node_id').notNull(),
  part: text('part').$type<'output' | 'exchanges' | 'before'>().notNull(),
  content: bytes('content').notNull(),
});

export const deliveries = pgTable('deliveries', {
  organizationId: uuid('organization_id').notNull(),
  flowId: uuid('flow_id').notNull(),
  nodeId: text('node_id').notNull(),
  key: text('key').notNull(),
  state: text('state').$type<'sending' | 'sent' | 'unknown' | 'failed'>().notNull(),
  targetId: text('target_id'),
  contentHash: bytes('content_hash').notNull(),
  runId: uuid('run_id').notNull(),
  claimedAt: moment('claimed_at').notNull(),
  version: bigint('version', { mode: 'number' }),
  readOrder: bigint('read_order', { mode: 'number' }),
  sentVersion: bigint('sent_version', { mode: 'number' }),
  sentOrder: bigint('sent_order', { mode: 'number' }),
});

export const seen = pgTable('seen', {
  organizationId: uuid('organization_id').notNull(),
  flowId: uuid('flow_id').notNull(),
  nodeId: text('node_id').notNull(),
  key: text('key').notNull(),
  contentHash: bytes('content_hash').notNull(),
  readOrder: bigint('read_order', { mode: 'number' }),
});

export const workers = pgTable('workers', {
  id: text('id').primaryKey(),
  beatAt: moment('beat_at').notNull(),
});

export const connectionTraffic = pgTable('connection_traffic', {
  organizationId: uuid('organization_id').notNull(),
  connectionId: uuid('connection_id').notNull(),
  started: jsonb('started').$type<number[]>().notNull().default([]),
  underWay: jsonb('under_way').$type<Record<string, number>>().notNull().default({}),
  errors: jsonb('errors').$type<number[]>().notNull().default([]),
});

export const flowTests = pgTable('flow_tests', {
  organizationId: uuid('organization_id').notNull(),
  flowId: uuid('flow_id').notNull(),
  no: integer('no').notNull(),
  name: text('name').notNull(),
  nodeId: text('node_id').notNull(),
  key: text('key').notNull(),
  title: text('title').notNull(),
  input: jsonb('input').$type<Json>().notNull(),
  expected: jsonb('expected').$type<PathEnd[]>().notNull(),
  ignored: jsonb('ignored').$type<string[]>().notNull().default([]),
  createdBy: uuid('created_by'),
  createdAt: moment('created_at').notNull(),
});

export const shadows = pgTable('shadows', {
  organizationId: uuid('organization_id').notNull(),
  flowId: uuid('flow_id').notNull(),
  id: uuid('id').notNull(),
  graph: jsonb('graph').$type<Graph>().notNull(),
  startedBy: uuid('started_by'),
  startedAt: moment('started_at').notNull(),
  endedAt: moment('ended_at'),
  waiting: integer('waiting').notNull().default(0),
  compared: integer('compared').notNull().default(0),
  changed: integer('changed').notNull().default(0),
  examples: jsonb('examples').$type<ShadowExample[]>().notNull().default([]),
});

export const valueTables = pgTable('value_tables', {
  organizationId: uuid('organization_id').notNull(),
  id: uuid('id').notNull(),
  name: text('name').notNull(),
  version: integer('version').notNull().default(1),
  createdAt: moment('created_at').notNull().defaultNow(),
});

export const valueTableVersions = pgTable('value_table_versions', {
  organizationId: uuid('organization_id').notNull(),
  tableId: uuid('table_id').notNull(),
  version: integer('version').notNull(),
  rows: jsonb('rows').$type<TableRow[]>().notNull(),
  changedBy: uuid('changed_by'),
  changedAt: moment('changed_at').notNull(),
});

export const unknownValues = pgTable('unknown_values', {
  organizationId: uuid('organization_id').notNull(),
  tableId: uuid('table_id').notNull(),
  value: text('value').notNull(),
  seen: integer('seen').notNull(),
  runId: uuid('run_id').notNull(),
  recordNo: integer('record_no').notNull(),
  seenAt: moment('seen_at').notNull(),
});
