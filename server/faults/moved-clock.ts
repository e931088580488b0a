import { readFileSync } from 'node:fs';

/**
 * Loaded into a worker before anything else: its clock is wrong by as many milliseconds as a file says, and may jump while
 * it works. Only JavaScript's own time moves; durations (performance.now, timers) go on as they do when a machine's clock
 * is set.
 */
const file = process.env.KOPPEL_CLOCK_FILE ?? '';
const RealDate = Date;
const looksEvery = 100;
let lookedAt = Number.NEGATIVE_INFINITY;
let offset = 0;

function now(): number {
  if (performance.now() - lookedAt > looksEvery) {
    lookedAt = performance.now();
    offset = Number(readFileSync(file, 'utf8')) || 0;
  }
  return RealDate.now() + offset;
}

globalThis.Date = new Proxy(RealDate, {
  construct: (date, given, as) => Reflect.construct(date, given.length === 0 ? [now()] : given, as),
  get: (date, name) => (name === 'now' ? now : Reflect.get(date, name)),
});
