import { type Cron, parseCron } from './cron.ts';
import { instantsOf, wallOf } from './zone.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Clocks are never put forward or back by more than this. */
const widestChange = 3 * 60 * minute;

/** A line like "30 February" never comes; nobody waits longer than this for the next time. */
const daysAhead = 366 * 5;

/** The next `count` times at which a cron line is due after an instant, by the clocks of a zone. */
export function nextTimes(text: string, zone: string, after: Date, count = 1): Date[] {
  const cron = parseCron(text);
  if (!cron) return [];
  const found: Date[] = [];
  const wall = wallOf(after.getTime(), zone);
  const firstDay = Math.floor((wall - widestChange) / day) * day;
  for (let index = 0; index < daysAhead && found.length < count; index += 1) {
    const start = firstDay + index * day;
    if (!hasDay(cron, new Date(start))) continue;
    const from = wall - widestChange;
    const times = wallTimes(cron, start)
      .filter((time) => time >= from)
      .flatMap((time) => dueAt(cron, time, zone));
    const last = found.at(-1)?.getTime() ?? after.getTime();
    const fresh = [...new Set(times)].filter((time) => time > last).sort((a, b) => a - b);
    found.push(...fresh.slice(0, count - found.length).map((time) => new Date(time)));
  }
  return found;
}

/** In the hour that comes twice, what is due at a named hour is due once; what is due every hour is due in both. */
function dueAt(cron: Cron, wall: number, zone: string): number[] {
  const instants = instantsOf(wall, zone);
  return cron.hour.size === 24 ? instants : instants.slice(0, 1);
}

function hasDay(cron: Cron, date: Date): boolean {
  if (!cron.month.has(date.getUTCMonth() + 1)) return false;
  const onDay = cron.day.has(date.getUTCDate());
  const onWeekday = cron.weekday.has(date.getUTCDay());
  return cron.eitherDay ? onDay || onWeekday : onDay && onWeekday;
}

function wallTimes(cron: Cron, start: number): number[] {
  const minutes = [...cron.minute].sort((a, b) => a - b);
  return [...cron.hour]
    .sort((a, b) => a - b)
    .flatMap((hour) => minutes.map((each) => start + (hour * 60 + each) * minute));
}
