import type { Cursor } from '#server/connectors/connector.ts';
import type { Queryable, Transaction } from './database.ts';
import type { FlowPlace } from './flows.ts';
import type { InboxPlace } from './inboxes.ts';
import { statement } from './statement.ts';

/** A flow that is on and has a source that an inbox feeds. */
export type FedFlow = { id: string; version: number };
/** `lastNo`: what lies in the inbox goes up to here. */
export type Fed = { lastNo: number; inboxFlow: string | null; flows: FedFlow[] };

type FedRow = { lastNo: number; inboxFlow: string | null } & (FedFlow | { id: null });

// The version's graph names the inbox where it is asked for: the connection of a source, or the flow that it follows.
const listFed = statement<FedRow>(
  'list-fed',
  `select i.last_no::float8 as "lastNo", i.flow_id as "inboxFlow", f.id, v.version
  from inboxes i
  left join (flows f join flow_versions v
      on v.organization_id = f.organization_id and v.flow_id = f.id and v.version = f.published_version)
    on f.organization_id = $1::uuid and f.is_on and f.hold is null and f.id is distinct from i.flow_id
      and (v.graph @> jsonb_build_object('nodes', jsonb_build_array(jsonb_build_object('settings', jsonb_build_object('connection', $2::text))))
        or v.graph @> jsonb_build_object('nodes', jsonb_build_array(jsonb_build_object('settings',
          jsonb_build_object('options', jsonb_build_object('flow', $2::text))))))
  where i.organization_id = $1::uuid and i.id = $2::uuid and i.started_no < i.last_no`,
);

/** The flows that are fed by what lies unread in an inbox; null where nothing does. A flow never follows itself. */
export async function listFedFlows(db: Queryable, { organizationId, id }: InboxPlace): Promise<Fed | null> {
  const rows = await listFed(db, [organizationId, id]);
  const [first] = rows;
  if (!first) return null;
  return {
    lastNo: first.lastNo,
    inboxFlow: first.inboxFlow,
    flows: rows.flatMap((row) => (row.id === null ? [] : { id: row.id, version: row.version })),
  };
}

/** What a flow would begin with: where its sources are read from, by node; `followed`: other flows are started by what it sends. */
export type StartState = { version: number; isReading: boolean; followed: boolean; cursors: Record<string, Cursor> };

const lock = statement<Omit<StartState, 'cursors'> & { cursors: StartState['cursors'] | null }>(
  'lock-to-start',
  'select version, is_reading as "isReading", followed, cursors from lock_to_start($1::uuid, $2::uuid)',
);

/** Locks a flow that may start; null where it may not start any more. */
export async function lockToStart(tx: Transaction, { organizationId, flowId }: FlowPlace): Promise<StartState | null> {
  const [row] = await lock(tx, [organizationId, flowId]);
  return row ? { ...row, cursors: row.cursors ?? {} } : null;
}
