import { and, eq } from 'drizzle-orm';
import type { CheckResult } from '#flows/api/connections.ts';
import { connections } from '#server/database/schema.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import { resumeConnection } from '#server/jobs/hold.ts';
import type { Services } from '#server/services.ts';
import { openConnection } from './open-connection.ts';
import type { ConnectionRow } from './sealed.ts';
import words from './words.json' with { type: 'json' };

/** Tries a connection now and keeps what was found; when it works, what waited for it goes on. */
export async function checkConnection(services: Services, row: ConnectionRow): Promise<CheckResult[]> {
  const checks = await runChecks(services, row);
  const works = checks.length > 0 && checks.every((check) => check.ok);
  await services.db
    .update(connections)
    .set({
      checks,
      checkedAt: services.now(),
      state: works ? 'working' : 'lost',
      ...(works && { failures: 0, leftAloneUntil: null }),
    })
    .where(and(eq(connections.organizationId, row.organizationId), eq(connections.id, row.id)));
  if (works) await resumeConnection(services, row.organizationId, row.id);
  return checks;
}

async function runChecks(services: Services, row: ConnectionRow): Promise<CheckResult[]> {
  try {
    // A person who asks is answered, also while the system is left alone.
    const { connector, context, call } = await openConnection(services, { ...row, failures: 0, leftAloneUntil: null });
    return await call(() => connector.check(context(() => undefined)));
  } catch (error) {
    if (!(error instanceof ConnectionLostError || error instanceof PermanentError || error instanceof TemporaryError))
      throw error;
    return [{ id: 'reachable', title: words.reachable, ok: false, problem: error.problem }];
  }
}
