import { Broken } from './broken.ts';
import { checkJourney, type Journey, settledRecords } from './journeys.ts';
import type { Lab } from './lab.ts';

/** What must be true again this soon after the fault. */
const mostRecoverySeconds = 60;

/** One fault, done once: gives how long recovery took, in milliseconds; throws Broken when a promise did not hold. */
export type Trial = (lab: Lab, seed: number) => Promise<number>;

/** What was struck in a lab that several share, until somebody is there to heal it. */
export type Struck = { journey: Journey; runs(): Promise<string[]> };

/** A fault that several seeds suffer one after another in one lab, before `heal` starts who takes over from all of them. */
export type Strike = { strike(lab: Lab, seed: number): Promise<Struck>; heal(lab: Lab, seed: number): unknown };

/** This machine cannot try it; the message says why. */
export class Skipped extends Error {}

export async function startLive({ person }: Lab, journey: Journey): Promise<string> {
  const { id } = await person.call('startRun', { params: { id: journey.flowId }, body: { mode: 'live' } });
  return id;
}

/** Waits until everything has ended and is accounted for, and gives the time since `struckAt`. */
export async function recovered(lab: Lab, journey: Journey, runs: string[], struckAt: number): Promise<number> {
  const seen = await settledRecords(lab.person, runs, 2 * mostRecoverySeconds);
  const took = performance.now() - struckAt;
  await checkJourney(journey, seen);
  await checkQueue(lab);
  if (took > mostRecoverySeconds * 1000) throw new Broken(`recovered only after ${Math.round(took / 1000)} s`);
  return took;
}

/** Nothing is left in the queue that somebody died over, and nothing was given up by it. */
async function checkQueue({ koppel }: Lab): Promise<void> {
  const { rows } = await koppel.services.db.execute<{ left: number }>(
    'select count(*)::int as left from graphile_worker._private_jobs where attempts >= max_attempts',
  );
  if (rows[0]?.left !== 0) throw new Broken(`${rows[0]?.left} jobs were given up by the queue`);
}
