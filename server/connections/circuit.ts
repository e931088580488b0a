import { and, eq, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { connections } from '#server/database/schema.ts';
import { TemporaryError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import type { ConnectionRow } from './sealed.ts';

/** After so many failures in a row a system is left alone. */
const failuresInARow = 5;
/** For so long the first time, twice as long each time it is still away, up to a quarter of an hour. */
const firstRestSeconds = 15;
const longestRestSeconds = 900;
/** Whoever finds out whether a system is back has this long, before another one may try. */
const probeSeconds = 60;

/** Who is turned away comes back this soon at the latest: the one who finds out may find it well at once. */
const comesBackSeconds = 30;

/** What speaks of a system that is away or broken; a refusal or "busy" comes from one that works. */
const failures: ReadonlySet<string> = new Set(
  [
    ...['server-error', 'not-available', 'time-out', 'not-reachable', 'unknown-name', 'nobody-there'],
    ...['connection-lost', 'half-answer', 'certificate'],
  ].map((word) => `http.${word}`),
);

/** Leaves a system alone that failed again and again, in all processes, while everything else goes on. */
export type Circuit = {
  /** Throws while the system is left alone; the first one after that goes through and finds out. */
  enter(): Promise<void>;
  worked(): Promise<void>;
  failed(error: unknown): Promise<void>;
};

type Change = { failures: SQL | number; leftAloneUntil: SQL | null };
type State = Pick<ConnectionRow, 'failures' | 'leftAloneUntil'> & { probing: boolean };

export function circuitOf({ db, now }: Pick<Services, 'db' | 'now'>, row: ConnectionRow): Circuit {
  const at = and(eq(connections.organizationId, row.organizationId), eq(connections.id, row.id));
  const state: State = { failures: row.failures, leftAloneUntil: row.leftAloneUntil, probing: false };
  const known = { failures: connections.failures, leftAloneUntil: connections.leftAloneUntil };
  const change = async (set: Change, where = at) => {
    const [changed] = await db.update(connections).set(set).where(where).returning(known);
    // Nothing changed: others have left the system alone meanwhile, and that holds here too.
    const [current] = changed ? [changed] : await db.select(known).from(connections).where(at);
    Object.assign(state, current);
  };

  return {
    async enter() {
      const until = state.leftAloneUntil;
      if (!until) return;
      if (until > now() || state.probing) throw leftAlone(row, until, now());
      state.probing = true;
      const mine = new Date(now().getTime() + probeSeconds * 1000);
      const [claimed] = await db
        .update(connections)
        .set({ leftAloneUntil: mine })
        .where(and(at, eq(connections.leftAloneUntil, until)))
        .returning({ id: connections.id });
      if (!claimed) throw leftAlone(row, mine, now());
    },
    async worked() {
      if (state.failures === 0 && !state.leftAloneUntil) return;
      state.probing = false;
      await change({ failures: 0, leftAloneUntil: null });
    },
    async failed(error) {
      if (!(error instanceof TemporaryError) || !failures.has(error.problem.code)) return;
      const time = now();
      // Calls that were under way together fail together: once the system is left alone, the others do not count.
      const counts = state.probing
        ? at
        : and(at, or(isNull(connections.leftAloneUntil), lte(connections.leftAloneUntil, time)));
      state.probing = false;
      const count = sql`${connections.failures} + 1`;
      const seconds = sql`least(${longestRestSeconds}, ${firstRestSeconds} * power(2, ${count} - ${failuresInARow}))`;
      const until = sql`${time.toISOString()}::timestamptz + ${seconds} * interval '1 second'`;
      await change(
        {
          failures: count,
          leftAloneUntil: sql`case when ${count} >= ${failuresInARow} then ${until} else ${connections.leftAloneUntil} end`,
        },
        counts,
      );
    },
  };
}

function leftAlone({ name }: ConnectionRow, until: Date, now: Date): TemporaryError {
  const seconds = Math.ceil((until.getTime() - now.getTime()) / 1000);
  const retryAfterSeconds = Math.min(comesBackSeconds, Math.max(1, seconds));
  return new TemporaryError({
    problem: { code: 'run.left-alone', params: { system: name } },
    retryAfterSeconds,
    notTried: true,
  });
}
