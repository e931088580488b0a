import * as z from 'zod';
import type { Json } from '../connector.ts';
import { listFrom } from './lists.ts';

/**
 * What stands in a record for a value of PostgreSQL. What a JSON number cannot hold exactly (numeric, bigint) is a text
 * with all its digits; moments are ISO texts in UTC; a float that is no number is its name. The rest is as the server
 * writes it. The types are known by their numbers, which are the same on every server (pg_type.dat).
 */
const parsers: Record<number, (text: string) => Json> = {
  16: (text) => text === 't',
  21: Number,
  23: Number,
  26: Number,
  114: (text) => z.json().parse(JSON.parse(text)),
  700: floating,
  701: floating,
  1114: (text) => text.replace(' ', 'T'),
  1184: isoMoment,
  3802: (text) => z.json().parse(JSON.parse(text)),
};

/** The list types, each with the type of its items. */
const lists: Record<number, number> = {
  ...{ 1000: 16, 1005: 21, 1007: 23, 1016: 20, 1028: 26, 199: 114, 1021: 700, 1022: 701, 1115: 1114, 1185: 1184 },
  ...{ 3807: 3802, 1009: 25, 1015: 1043, 1014: 1042, 1231: 1700, 1182: 1082, 2951: 2950, 1183: 1083 },
};

const asIs = (text: string): Json => text;

export function parserOf(oid: number): (text: string) => Json {
  const item = lists[oid];
  if (item === undefined) return parsers[oid] ?? asIs;
  const parse = parsers[item] ?? asIs;
  return (text) => listFrom(text, parse);
}

function floating(text: string): Json {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** `2026-11-20 10:00:00.123456+00` -> `2026-11-20T10:00:00.123456Z`; `infinity` and years before Christ stay. */
function isoMoment(text: string): Json {
  const [, day, time] = /^(\d{4}-\d\d-\d\d) ([\d:.]+)\+00$/.exec(text) ?? [];
  return day && time ? `${day}T${time}Z` : text;
}

/** Files and pictures have no place in a record. */
export const isBinary = (oid: number): boolean => oid === 17 || oid === 1001;

const times = new Set([1082, 1114, 1184]);
const wholeNumbers = new Set([20, 21, 23, 26]);

/** Late commits come with earlier moments and numbers: so much is read again. */
const overlapMilliseconds = 5 * 60_000;
const overlapNumbers = 100;

/** A value of a changed-since column, a little earlier; the value itself where nothing is known of its type. */
export function earlier(oid: number, text: string): string {
  if (wholeNumbers.has(oid)) return String(BigInt(text) - BigInt(overlapNumbers));
  const moment = momentOf(oid, text);
  if (moment === null) return text;
  if (oid === 1082) return new Date(moment - 86_400_000).toISOString().slice(0, 10);
  const iso = new Date(moment - overlapMilliseconds).toISOString();
  return oid === 1184 ? iso : iso.slice(0, -1);
}

/** How new a record is by its changed-since column; undefined where that cannot be counted. */
export function versionOf(oid: number, text: string): number | undefined {
  const number = wholeNumbers.has(oid) ? Number(text) : momentOf(oid, text);
  return number !== null && Number.isSafeInteger(number) ? number : undefined;
}

export function momentOf(oid: number, text: string): number | null {
  if (!times.has(oid)) return null;
  const moment = Date.parse(oid === 1184 ? text.replace(/\+00$/, 'Z').replace(' ', 'T') : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(moment) ? null : moment;
}
