import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '#server/database/database.ts';
import type { RunPlace } from '#server/database/runs.ts';
import { runs } from '#server/database/schema.ts';
import { queueWhatIsLeft } from './hold.ts';

/** A run this old that its worker does not know of was forgotten; a younger one may only just have been made. */
const forgottenAfterSeconds = 10;

const isHeldBy = (worker: string) => eq(runs.heldBy, worker);
const at = ({ organizationId, runId }: RunPlace) => and(eq(runs.organizationId, organizationId), eq(runs.id, runId));

/** The worker is through with what it held: what waits comes back by the queue. */
export const releaseRun = (db: Database, place: RunPlace, worker: string) =>
  db
    .update(runs)
    .set({ heldBy: null })
    .where(and(at(place), isHeldBy(worker)));

/** Something failed while a run was worked off at once: the queue goes on with what is left. */
export async function handToQueue(db: Database, place: RunPlace, worker: string) {
  await db.transaction(async (tx) => {
    const [left] = await tx
      .update(runs)
      .set({ heldBy: null })
      .where(and(at(place), isHeldBy(worker)))
      .returning({ id: runs.id });
    if (left) await queueWhatIsLeft(tx, place);
  });
}

/** Hands to the queue what dead workers held, and what this one holds without knowing. */
export async function takeOverHeld(db: Database, worker: { id: string; busy: ReadonlySet<string> }) {
  const forgotten = await db
    .select({ organizationId: runs.organizationId, runId: runs.id, heldBy: runs.heldBy })
    .from(runs)
    .where(
      sql`${runs.heldBy} is not null and (${runs.heldBy} not in (select id from workers)
        or (${isHeldBy(worker.id)} and ${runs.startedAt} < now() - make_interval(secs => ${forgottenAfterSeconds})))`,
    );
  for (const { heldBy, ...place } of forgotten)
    if (heldBy !== null && !worker.busy.has(place.runId)) await handToQueue(db, place, heldBy);
}
