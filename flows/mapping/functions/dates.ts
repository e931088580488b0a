import { type HouseFunction, refuse } from './house-function.ts';
import { momentOf, offsetAt } from './zone.ts';

export const dateFunctions: Readonly<Record<string, HouseFunction>> = {
  formatDate: {
    subject: 'dates',
    call: '$formatDate(date, picture [, zone])',
    example: {
      formula: '$formatDate("2026-07-01T22:30:00Z", "dd-MM-yyyy HH:mm", "Europe/Amsterdam")',
      result: '02-07-2026 00:30',
    },
    signature: '<(sn)ss?:s>',
    implementation: formatDate,
  },
  parseDate: {
    subject: 'dates',
    call: '$parseDate(text, picture [, zone])',
    example: {
      formula: '$parseDate("02-07-2026 00:30", "dd-MM-yyyy HH:mm", "Europe/Amsterdam")',
      result: '2026-07-01T22:30:00.000Z',
    },
    signature: '<sss?:s>',
    implementation: parseDate,
  },
  addDays: {
    subject: 'dates',
    call: '$addDays(date, days)',
    example: { formula: '$addDays("2026-02-27", 3)', result: '2026-03-02' },
    signature: '<(sn)n:x>',
    implementation: addDays,
  },
  isoWeek: {
    subject: 'dates',
    call: '$isoWeek(date)',
    example: { formula: '$isoWeek("2027-01-01")', result: '2026-W53' },
    signature: '<(sn):s>',
    implementation: isoWeek,
  },
};

const dayMs = 86_400_000;
const written = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/;
const token = /yyyy|yy|MM|M|dd|d|HH|H|mm|ss/g;

/** A moment in milliseconds, or an ISO text. A text without a place on earth is in the zone's own time. */
function momentIn(date: string | number, zone: string): number {
  if (typeof date === 'number') return Math.abs(date) <= 8e15 ? date : refuse(date);
  const [, day, time = '00:00', seconds = '00', part = '', place] = written.exec(date) ?? refuse(date);
  const local = Date.parse(`${day}T${time}:${seconds}.${part.padEnd(3, '0').slice(0, 3)}Z`);
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 10) !== day) return refuse(date);
  if (place === undefined) return momentOf(local, zone);
  const away = /([+-])(\d\d):?(\d\d)/.exec(place);
  const minutes = away ? Number(`${away[1]}1`) * (Number(away[2]) * 60 + Number(away[3])) : 0;
  return local - minutes * 60_000;
}

function formatDate(date?: string | number, picture?: string, zone = 'UTC'): string | undefined {
  if (date === undefined || picture === undefined) return undefined;
  const moment = momentIn(date, zone);
  const iso = new Date(moment + offsetAt(moment, zone)).toISOString();
  const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = iso.split(/[-T:.]/);
  const parts: Record<string, string> = {
    yyyy: year,
    yy: year.slice(-2),
    MM: month,
    M: String(Number(month)),
    dd: day,
    d: String(Number(day)),
    HH: hour,
    H: String(Number(hour)),
    mm: minute,
    ss: second,
  };
  return picture.replace(token, (name) => parts[name] ?? name);
}

/** The moment as an ISO text in UTC. A picture must say the day; a time that it does not say is midnight. */
function parseDate(text?: string, picture?: string, zone = 'UTC'): string | undefined {
  if (text === undefined || picture === undefined) return undefined;
  const names: string[] = [];
  const pattern = picture.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(token, (name) => {
    names.push(name.charAt(0) + (name.startsWith('yy') ? name.length : ''));
    return name.length === 1 ? '(\\d{1,2})' : `(\\d{${name.length}})`;
  });
  const found = new RegExp(`^${pattern}$`).exec(text.trim()) ?? refuse(text);
  const part = (name: string) => found[names.indexOf(name) + 1] ?? '';
  const year = names.includes('y4') ? part('y4') : names.includes('y2') ? `20${part('y2')}` : refuse(picture);
  if (!names.includes('M') || !names.includes('d')) return refuse(picture);
  const two = (name: string) => (names.includes(name) ? part(name) : '').padStart(2, '0');
  const local = `${year}-${two('M')}-${two('d')}T${two('H')}:${two('m')}:${two('s')}`;
  return new Date(momentIn(local, zone)).toISOString();
}

/** What was given keeps its form: a day stays a day, and a time of day stays as it is. */
function addDays(date?: string | number, days?: number): string | number | undefined {
  if (date === undefined || days === undefined) return undefined;
  if (!Number.isInteger(days) || Math.abs(days) > 1_000_000) return refuse(days);
  const moved = momentIn(typeof date === 'string' ? date.slice(0, 10) : date, 'UTC') + days * dayMs;
  if (typeof date === 'number') return moved;
  momentIn(date, 'UTC');
  const day = new Date(moved).toISOString().slice(0, 10);
  return /^\d{4}-/.test(day) ? day + date.slice(10) : refuse(days);
}

/** The week by ISO 8601: it begins on Monday, and the first one has the year's first Thursday. */
function isoWeek(date?: string | number): string | undefined {
  if (date === undefined) return undefined;
  const day = Math.floor(momentIn(typeof date === 'string' ? date.slice(0, 10) : date, 'UTC') / dayMs) * dayMs;
  if (typeof date === 'string') momentIn(date, 'UTC');
  const weekday = (new Date(day).getUTCDay() + 6) % 7;
  const thursday = day + (3 - weekday) * dayMs;
  const year = new Date(thursday).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / dayMs / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
