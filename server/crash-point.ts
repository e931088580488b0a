/**
 * The places where dying hurts most, in the order in which a record meets them. `server/faults` kills a worker at each.
 * CP1 page read, nothing stored. CP2 while the transaction that stores it is under way. CP3 stored, job not completed. CP4 batch
 * taken. CP5 mapped. CP6 claimed in the ledger, nothing sent. CP7 sent, answer not read. CP8 answer read, not written
 * down. CP9 written down, batch not finished. CP10 batch finished, job not completed. CP11 while stopping. CP12 inside a
 * migration. CP13 new token received, not stored.
 */
export const crashPoints = [
  'CP1',
  'CP2',
  'CP3',
  'CP4',
  'CP5',
  'CP6',
  'CP7',
  'CP8',
  'CP9',
  'CP10',
  'CP11',
  'CP12',
  'CP13',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** Only a test build can be told to die: KOPPEL_CRASH_AT is CP6, or CP6:3 for the third time it is passed. */
const [armed, times] =
  process.env.KOPPEL_TEST_BUILD === '1' ? (process.env.KOPPEL_CRASH_AT ?? '').split(':') : [undefined, undefined];
let left = Number(times ?? 1);

/** Nothing, unless this process was started to die here: then it is gone at once, as if the power failed. */
export function crashPoint(name: CrashPoint): void {
  if (name !== armed) return;
  left -= 1;
  if (left > 0) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment, and not one more line may run.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** The same while `work` is on its way: whether it is done is for the other side to say. */
export async function crashPointDuring<T>(name: CrashPoint, work: Promise<T>): Promise<T> {
  if (name !== armed) return work;
  await new Promise(setImmediate);
  crashPoint(name);
  return work;
}
