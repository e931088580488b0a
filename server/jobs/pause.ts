import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from '#server/database/database.ts';
import { announce, pausedCode, type RunPlace } from '#server/database/runs.ts';
import { runs } from '#server/database/schema.ts';
import { queueWhatIsLeft } from './hold.ts';

const at = ({ organizationId, runId }: RunPlace) => and(eq(runs.organizationId, organizationId), eq(runs.id, runId));

/**
 * Puts a run on hold until a person takes it further: no page is read and no batch begins; what is under way ends its
 * batch. A run that has ended, or is being stopped, is left alone.
 */
export async function pauseRun(db: Database, place: RunPlace, person: string) {
  await db
    .update(runs)
    .set({ status: 'on-hold', problem: { code: pausedCode, params: { person } } })
    .where(and(at(place), isNull(runs.endedAt), eq(runs.stopRequested, false)));
  await announce(db, place);
}

/** Takes a paused run further from where it stands. */
export async function resumeRun(db: Database, place: RunPlace) {
  await db.transaction(async (tx) => {
    const [resumed] = await tx
      .update(runs)
      .set({ status: 'running', problem: null })
      .where(and(at(place), eq(runs.status, 'on-hold'), sql`${runs.problem}->>'code' = ${pausedCode}`))
      .returning({ id: runs.id });
    if (resumed) await queueWhatIsLeft(tx, place);
    await announce(tx, place);
  });
}
