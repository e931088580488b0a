import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { and, eq } from 'drizzle-orm';
import type { Budget } from '#server/connectors/connector.ts';
import { connectionTraffic } from '#server/database/schema.ts';
import { TemporaryError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import type { ConnectionRow } from './sealed.ts';

/** A job waits this long for its turn; beyond that the record comes back later and the job does something else. */
const patienceMs = 2000;
/** A call shows this often that it is still under way; the place of a process that died is free again soon after. */
const beatMs = 10_000;
const placeMs = 30_000;
const hourMs = 3_600_000;

/** What went through a connection lately, in milliseconds since 1970. */
export type Traffic = { started: number[]; underWay: Record<string, number>; errors: number[] };

/** How long the next call has to wait, in milliseconds; 0 = it may start. */
export function waitFor({ calls, concurrent, errorsPerHour }: Budget, traffic: Traffic, now: number): number {
  const waits = [0];
  const oldest = calls && traffic.started.at(-calls.most);
  if (calls && oldest !== undefined) waits.push(oldest + calls.perSeconds * 1000 - now);
  const firstError = errorsPerHour === undefined ? undefined : traffic.errors.at(-errorsPerHour);
  if (firstError !== undefined) waits.push(firstError + hourMs - now);
  if (concurrent !== undefined && Object.values(traffic.underWay).filter((until) => until > now).length >= concurrent)
    waits.push(100);
  return Math.max(...waits);
}

/** Holds all processes together to what a system allows. */
export type Gate = {
  /** Waits for a turn; throws when it would take long. Gives the way to leave. */
  enter(): Promise<(failed: boolean) => Promise<void>>;
};

export function gateOf({ db, now }: Pick<Services, 'db' | 'now'>, row: ConnectionRow, budget: Budget): Gate {
  const place = { organizationId: row.organizationId, connectionId: row.id };
  const at = and(
    eq(connectionTraffic.organizationId, place.organizationId),
    eq(connectionTraffic.connectionId, place.connectionId),
  );
  /** One at a time, over all processes: the row is locked while it is read and changed. */
  const change = <T>(decide: (traffic: Traffic) => { traffic: Traffic | null; answer: T }) =>
    db.transaction(async (tx) => {
      await tx.insert(connectionTraffic).values(place).onConflictDoNothing();
      const [held] = await tx.select().from(connectionTraffic).where(at).for('update');
      const { traffic, answer } = decide(held ?? { started: [], underWay: {}, errors: [] });
      if (traffic) {
        const { started, underWay, errors } = traffic;
        await tx.update(connectionTraffic).set({ started, underWay, errors }).where(at);
      }
      return answer;
    });

  const tryOnce = () =>
    change((traffic) => {
      const time = now().getTime();
      const wait = waitFor(budget, traffic, time);
      if (wait > 0) return { traffic: null, answer: { wait, place: '' } };
      const place = randomUUID();
      const started = [...traffic.started, time].slice(-(budget.calls?.most ?? 1));
      const living = Object.entries(traffic.underWay).filter(([, until]) => until > time);
      const underWay = { ...Object.fromEntries(living), [place]: time + placeMs };
      return { traffic: { ...traffic, started, underWay }, answer: { wait: 0, place } };
    });

  const stay = (place: string) =>
    change((traffic) => {
      // The call may have ended while this beat was on its way.
      if (!(place in traffic.underWay)) return { traffic: null, answer: undefined };
      const underWay = { ...traffic.underWay, [place]: now().getTime() + placeMs };
      return { traffic: { ...traffic, underWay }, answer: undefined };
    });

  const leave = (place: string, failed: boolean) =>
    change((traffic) => {
      const { [place]: _, ...underWay } = traffic.underWay;
      const errors = failed ? [...traffic.errors, now().getTime()].slice(-(budget.errorsPerHour ?? 1)) : traffic.errors;
      return { traffic: { ...traffic, underWay, errors }, answer: undefined };
    });

  return {
    async enter() {
      for (let waited = 0; ; ) {
        const { wait, place } = await tryOnce();
        if (wait <= 0) {
          // Where a beat cannot be written the place is lost early, which costs nothing but a little crowd.
          const beat = setInterval(() => void stay(place).catch(() => undefined), beatMs).unref();
          return async (failed) => {
            clearInterval(beat);
            await leave(place, failed);
          };
        }
        if (waited + wait > patienceMs) throw spent(row, wait);
        await pause(wait);
        waited += wait;
      }
    },
  };
}

const spent = ({ name }: ConnectionRow, wait: number) =>
  new TemporaryError({
    problem: { code: 'run.budget-spent', params: { system: name } },
    retryAfterSeconds: Math.max(1, Math.ceil(wait / 1000)),
    notTried: true,
  });
