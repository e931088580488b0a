const formats = new Map<string, Intl.DateTimeFormat>();
const day = 86_400_000;

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    hourCycle: 'h23',
  });
  formats.set(zone, made);
  return made;
}

/** Whether this runtime knows the time zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What the clocks of a zone show at an instant, as the milliseconds that UTC would show the same at. */
export const wallOf = (instant: number, zone: string): number =>
  Date.parse(`${formatOf(zone).format(instant).replace(' ', 'T')}Z`);

/**
 * The instants at which a zone's clocks show a time: one on most days, two in the hour that comes twice in autumn, and
 * in the hour that is left out in spring the instant that many minutes after the clocks went forward.
 */
export function instantsOf(wall: number, zone: string): number[] {
  const offsets = [wall - day, wall + day].map((near) => wallOf(near, zone) - near);
  const [before = 0] = offsets;
  const found = [...new Set(offsets)].map((offset) => wall - offset).filter((it) => wallOf(it, zone) === wall);
  return found.length > 0 ? found.sort((a, b) => a - b) : [wall - before];
}
