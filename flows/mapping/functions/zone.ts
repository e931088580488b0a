import { refuse } from './house-function.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    const how = { ...parts, second: 'numeric', hourCycle: 'h23', timeZone: zone } as const;
    const format = new Intl.DateTimeFormat('en-US', { ...how, calendar: 'gregory', era: 'short' });
    if (formats.size < 100) formats.set(zone, format);
    return format;
  } catch {
    return refuse(zone);
  }
}

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
export function offsetAt(moment: number, zone: string): number {
  const parts = formatOf(zone).formatToParts(moment);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(moment / 1000) * 1000;
}

/** The moment at which a zone's clocks show this; a time that they leap over is the one an hour later. */
export function momentOf(local: number, zone: string): number {
  const guess = local - offsetAt(local, zone);
  return local - offsetAt(guess, zone);
}
