import * as z from 'zod';
import type { Json } from '../connector.ts';
import { field } from '../form.ts';
import { firstFrom, fromDay } from '../kit/fields.ts';
import { byCursor, byLinkHeader, byNextUrl, byOffset, byPage, onePage, type Paging } from '../kit/paging.ts';
import { line, type Reading } from '../kit/reading.ts';
import type { Since } from '../kit/source.ts';
import { ParsedJson, textAt } from '../value-at.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const text = (initial = '') => z.string().trim().max(500).default(initial);

/** Where a list's records stand in an answer, and what is read of each. */
export const recordFields = {
  list: field(text(), { ...words.list, placeholder: 'data.orders' }),
  key: field(text('id'), words.keyAt),
  titleAt: field(text(), { ...words.titleAt, placeholder: 'number' }),
};
const Records = z.object(recordFields);

/** "Only what changed since": which parameter asks for it, how it is written, and where each record tells it. */
export const sinceFields = {
  sinceParam: field(text(), { ...words.sinceParam, placeholder: 'updated_after' }),
  sinceAs: field(z.enum(['iso', 'date', 'seconds']).default('iso'), { ...words.sinceAs, choices: words.sinceAses }),
  changedAt: field(text(), { ...words.changedAt, placeholder: 'updated_at' }),
  from: fromDay(),
};
const SinceForm = z.object(sinceFields);

const when = (...is: string[]) => ({ onlyWhen: { field: 'paging', is } });

export const pagingFields = {
  paging: field(z.enum(['none', 'page', 'offset', 'cursor', 'link', 'next-url']).default('none'), {
    ...words.paging,
    choices: words.pagings,
  }),
  pageParam: field(text('page'), { ...words.pageParam, ...when('page', 'offset', 'cursor') }),
  firstPage: field(z.enum(['1', '0']).default('1'), {
    ...words.firstPage,
    choices: words.firstPages,
    ...when('page'),
  }),
  nextAt: field(text(), { ...words.nextAt, ...when('cursor', 'next-url'), placeholder: 'meta.next' }),
  sizeParam: field(text(), {
    ...words.sizeParam,
    ...when('page', 'offset', 'cursor', 'link', 'next-url'),
    placeholder: 'limit',
  }),
  size: field(z.number().int().min(1).max(1000).default(100), {
    ...words.size,
    ...when('page', 'offset', 'cursor', 'link', 'next-url'),
  }),
};
const PagingForm = z.object(pagingFields);

export function pagingOf(form: z.infer<typeof PagingForm>): Paging {
  const { paging, pageParam: param, nextAt: at, sizeParam, size } = form;
  const counted = { param, sizeParam, size, ...(sizeParam === '' && { until: 'empty' as const }) };
  return {
    none: () => onePage,
    page: () => byPage({ ...counted, first: form.firstPage === '0' ? 0 : 1 }),
    offset: () => byOffset(counted),
    cursor: () => byCursor({ param, at, sizeParam, size }),
    link: () => byLinkHeader({ sizeParam, size }),
    'next-url': () => byNextUrl({ at, sizeParam, size }),
  }[paging]();
}

/** A record without the key that the form names is no record of this list: the answer is not what the form says. */
export const readingOf = ({ key, titleAt }: z.infer<typeof Records>, changedAt: string): Reading<Json> => ({
  view: ParsedJson.refine((body) => textAt(body, key) !== undefined, { path: [key] }),
  key: (body) => textAt(body, key) ?? '',
  title: (body) => line(textAt(body, key), titleAt ? textAt(body, titleAt) : null),
  changed: (body) => momentAt(body, changedAt),
});

const secondsIn1e11 = 1e11;

/** A moment as APIs write it: a text, or seconds or milliseconds since 1970. */
function momentAt(body: Json, path: string): Date | null {
  const found = path === '' ? undefined : textAt(body, path);
  if (found === undefined) return null;
  const isNumber = /^\d+$/.test(found);
  const moment = new Date(isNumber ? Number(found) * (Number(found) < secondsIn1e11 ? 1000 : 1) : found);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

type SinceForm = z.infer<typeof SinceForm>;

/** null = the list cannot be asked for changes, and everything is read each time. */
export function sinceOf({ sinceParam, sinceAs, from }: SinceForm, prefix = ''): Since<Settings, SinceForm> | null {
  if (sinceParam === '') return null;
  const write = {
    iso: (moment: Date) => `${moment.toISOString().slice(0, 19)}Z`,
    date: (moment: Date) => moment.toISOString().slice(0, 10),
    seconds: (moment: Date) => Math.floor(moment.getTime() / 1000),
  }[sinceAs];
  return {
    param: prefix + sinceParam,
    write,
    first: () => firstFrom({ from }),
  };
}
