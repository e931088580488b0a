/**
 * The vendor writes and reads local times without a zone ("2026-02-12 09:45:10"). Their zone is not documented;
 * assumed: Europe/Amsterdam, the zone of the vendor and of nearly all its shops.
 */
const format = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Amsterdam',
  ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
});

const hour = 3_600_000;

/** An instant as the vendor writes it: `yyyy-mm-dd hh:mm:ss`. */
export const localText = (instant: Date): string => format.format(instant);

/** The instant of a local text. In the hour that comes twice in autumn it is the earlier of the two. */
export function instantOf(local: string): Date {
  const asUtc = Date.parse(`${local.replace(' ', 'T')}Z`);
  const summer = new Date(asUtc - 2 * hour);
  return localText(summer) === local ? summer : new Date(asUtc - hour);
}

/**
 * The smallest local text that any instant from `since` on can have. In autumn the clock goes back an hour, so an order
 * changed later can carry an earlier text; asking from the plain local text would miss it for good.
 */
export function earliestLocalText(since: Date): string {
  const local = localText(since);
  const comesAgain = localText(new Date(since.getTime() + hour)) === local;
  return comesAgain ? `${local.slice(0, 13)}:00:00` : local;
}

/** The greatest local text that any instant up to `until` can have: the mirror of `earliestLocalText`. */
export function latestLocalText(until: Date): string {
  const local = localText(until);
  const cameBefore = localText(new Date(until.getTime() - hour)) === local;
  return cameBefore ? `${local.slice(0, 13)}:59:59` : local;
}
