import { createHash } from 'node:crypto';
import { parse } from 'secure-json-parse';
import { PermanentError } from '#server/errors.ts';
import type { Arrival, HookDelivery, Json } from '../connector.ts';
import type { Settings } from './settings.ts';

const longestKey = 200;
/** Levels of lists and objects within each other; no shop sends half as many, and what goes deeper fells those who walk it. */
const deepest = 100;

/** What stands in a request: JSON, or a form, as a record under its number. */
export function readEvent(settings: Settings, delivery: HookDelivery): Arrival {
  const body = bodyOf(delivery);
  const { headers } = delivery;
  const eventId = headers[settings.signing === 'standard' ? 'webhook-id' : settings.idHeader.toLowerCase()] ?? null;
  const number = textAt(body, settings.keyField);
  const key = (number ?? eventId ?? createHash('sha256').update(delivery.body).digest('hex')).slice(0, longestKey);
  const changed = settings.changedField === '' ? null : textAt(body, settings.changedField);
  return { eventId, record: { key, title: key, body }, changedAt: changed === null ? null : momentOf(changed) };
}

function bodyOf({ headers, body }: HookDelivery): Json {
  const text = body.toString('utf8');
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
  const event = parsed(text);
  if (isDeeper(event, deepest)) throw unreadable();
  return event;
}

const unreadable = (cause?: unknown) =>
  new PermanentError({ problem: { code: 'webhook.unreadable', params: {} }, cause });

function parsed(text: string): Json {
  try {
    return parse(text, { protoAction: 'remove', constructorAction: 'remove' });
  } catch (cause) {
    throw unreadable(cause);
  }
}

const isDeeper = (value: Json, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((it) => isDeeper(it, levels - 1)));

/** The text or number at a dotted path; null where there is none. */
function textAt(body: Json, path: string): string | null {
  let at: Json | undefined = body;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, name)) return null;
    at = at[name];
  }
  return typeof at === 'string' || typeof at === 'number' ? String(at) : null;
}

/** ISO text, or seconds or milliseconds since 1970. A text without a zone is read as UTC: only the order counts. */
function momentOf(text: string): Date | null {
  const isNumber = /^\d{9,14}$/.test(text);
  const bare = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(text);
  const moment = isNumber
    ? new Date(Number(text) * (text.length <= 10 ? 1000 : 1))
    : new Date(bare ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** The sample's body with a number of its own. */
export function numbered(body: Json, path: string, number: string): Json {
  const [name = '', ...rest] = path.split('.');
  const object = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  return { ...object, [name]: rest.length === 0 ? number : numbered(object[name] ?? {}, rest.join('.'), number) };
}
