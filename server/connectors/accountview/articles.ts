import * as z from 'zod';
import type { ConnectorContext, Page, Source, SourceRecord } from '../connector.ts';
import { defineSource } from '../define.ts';
import { field } from '../form.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { ParsedJson } from '../value-at.ts';
import samples from './article-samples.json' with { type: 'json' };
import { ask } from './office.ts';
import { Key, readRows, tableOf } from './rows.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

const Options = z.object({
  calculation: field(z.enum(['available', 'physical']).default('available'), {
    ...words.options.calculation,
    choices: words.calculations,
  }),
  managedColumn: field(z.string().trim().toUpperCase().max(20).default('IS_STOCK'), words.options.managedColumn),
});
type Options = z.infer<typeof Options>;

/** Numbers come as numbers; a client of the live API also guards against texts. */
const Quantity = z.coerce.number().nullish();
const Article = z.looseObject({
  ART_CODE: Key.pipe(z.string().min(1)),
  REC_ID: Key.nullish(),
  ART_DESC1: z.string().nullish(),
  AG_CODE: Key.nullish(),
  QTY_STOCK: Quantity,
  QTY_RES: Quantity,
  QTY_AVAIL: Quantity,
});
type Article = z.infer<typeof Article>;
const Group = z.object({ AG_CODE: Key, AG_DESC: z.string().default('') });

const Place = z.object({ after: z.string() }).nullable();
const pageSize = 100;

/**
 * Articles (AK1) with their stock. Code, description, price, group, available stock and image are reported by a client of
 * the live API; physical stock, reservations and whether stock is kept are assumed columns, shown by the data dictionary.
 * What changed since cannot be asked reliably, because stock need not move the day of change: all of them are read each
 * time, by the key of the row before (documented; REC_ID unless the table has another), and what is as it was goes no further.
 */
export const articles: Source<Settings> = defineSource<Settings, Options>({
  title: words.sources.articles.title,
  confidence: 'reported',
  factsFrom: 'AccountView.Net Web API v3: clients of the live API and its own data dictionary',
  options: Options,
  samples: samplesOf(samples),
  async read(context, options, cursor) {
    const place = Place.parse(cursor);
    const query = { PageSize: pageSize, ...(place && { LastKey: place.after }) };
    const rows = await ask(context, articlesCall(query), tableOf('ARTICLE', Article));
    return pageOf(rows, place, await recordsOf(context, options, rows));
  },
  async readOne(context, options, key) {
    const query = { FilterControlSource1: 'ARTICLE.ART_CODE', FilterOperator1: 'Equal', FilterValue1: key };
    const found = await ask(context, articlesCall({ ...query, FilterValueType1: 'C' }), tableOf('ARTICLE', Article));
    const records = await recordsOf(context, options, found);
    // FoxPro's "equal" also finds what only begins like it.
    return records.find((record) => record.key === key) ?? null;
  },
});

const articlesCall = (query: Record<string, string | number>) =>
  ({
    method: 'GET',
    path: '/accountviewdata',
    query: { BusinessObject: 'AK1', Fields: '*', ...query },
    effect: 'read',
  }) as const;

/** A vendor that does not know the key answers its first rows again; the reading then ends instead of going round. */
function pageOf(rows: Article[], place: z.infer<typeof Place>, records: SourceRecord[]): Page {
  const last = rows.at(-1);
  const after = last && (last.REC_ID || last.ART_CODE);
  const goesOn = after !== undefined && rows.length >= pageSize && after !== place?.after;
  return { records, next: goesOn ? { after } : null, resume: null };
}

async function recordsOf(context: Context, options: Options, rows: Article[]): Promise<SourceRecord[]> {
  const groups = rows.some(({ AG_CODE }) => AG_CODE) ? await groupNames(context) : new Map<string, string>();
  return rows.map((article) => {
    const managed = isManaged(article[options.managedColumn]);
    const stock = managed ? quantity(article, options.calculation) : null;
    const group = groups.get(article.AG_CODE ?? '') ?? null;
    const { ARTICLE_Id: _rowNumber, ...columns } = article;
    return {
      key: article.ART_CODE,
      title: line(article.ART_CODE, article.ART_DESC1, stock),
      body: ParsedJson.parse({ ...columns, stock, stockManaged: managed, group }),
    };
  });
}

/** Available is the stock minus what sales orders have reserved; the program's own sum where it gives one (reported). */
const quantity = ({ QTY_STOCK, QTY_RES, QTY_AVAIL }: Article, calculation: Options['calculation']): number =>
  calculation === 'physical'
    ? (QTY_STOCK ?? (QTY_AVAIL ?? 0) + (QTY_RES ?? 0))
    : (QTY_AVAIL ?? (QTY_STOCK ?? 0) - (QTY_RES ?? 0));

/** An administration without the column keeps stock of everything. */
const isManaged = (cell: unknown): boolean => cell === undefined || cell === true || cell === 'T' || cell === 'J';

/** Article groups (AG1) are few, so they are read beside each page (reported). */
async function groupNames(context: Context): Promise<Map<string, string>> {
  const question = { businessObject: 'AG1', table: 'ART_GRP', fields: 'AG_CODE, AG_DESC' } as const;
  const rows = await readRows(context, question, Group);
  return new Map(rows.map(({ AG_CODE, AG_DESC }) => [AG_CODE, AG_DESC]));
}
