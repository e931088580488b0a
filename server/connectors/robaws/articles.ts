import * as z from 'zod';
import type { Source, SourceRecord } from '../connector.ts';
import { field } from '../form.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { facts, Id, pages, robaws } from './api.ts';
import { allThatFit } from './list.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Ticked = z.object({ booleanValue: z.boolean().nullish() });
const Article = z.object({
  id: Id,
  name: z.string().nullish(),
  articleNumber: z.string().nullish(),
  extraFields: z.object({ ProductFlow: Ticked.nullish() }).nullish(),
  updatedAt: z.coerce.date().optional(),
});
type Article = z.infer<typeof Article>;

const isTicked = ({ extraFields }: Article) => extraFields?.ProductFlow?.booleanValue === true;
const tick = { 'extraFields[ProductFlow]': 'true' };

/** Article numbers may be empty or there twice, so an article's own id is its key. */
const common = {
  api: robaws,
  list: 'items',
  paging: pages,
  samples: samplesOf(samples.articles),
  one: {
    call: (key: string) => ({ path: `/articles/${encodeURIComponent(key)}`, query: { include: 'availableStock' } }),
  },
};
const reading = {
  view: Article,
  key: ({ id }: Article) => id,
  title: ({ articleNumber, name }: Article) => line(articleNumber?.trim(), name),
};

/** Articles by their last change; whether a change of stock counts as one is not known. */
export const articles = listSource<Settings, Record<string, never>, Article>({
  ...common,
  title: words.sources.articles.title,
  confidence: 'reported',
  factsFrom: facts.clients,
  options: z.object({}),
  call: () => ({ path: '/articles', query: { include: 'availableStock', sort: 'updatedAt:desc' } }),
  newestFirst: true,
  since: {
    param: 'updatedFrom',
    write: (moment) => moment.toISOString(),
    first: () => new Date(0),
  },
  reading: { ...reading, changed: ({ updatedAt }) => updatedAt ?? null },
});

const Options = z.object({ checkNumbers: field(z.boolean().default(true), words.options.checkNumbers) });
type Options = z.infer<typeof Options>;

/**
 * The articles that are ticked "ProductFlow", all of them each time with their stock, because a change of stock may leave no
 * trace in an article's last change. What was seen unchanged goes no further. `numberUses` tells how many ticked articles
 * have the same number, for Robaws does not keep them apart.
 */
export const tickedArticles = withNumberUses(
  listSource<Settings, Options, Article>({
    ...common,
    title: words.sources.tickedArticles.title,
    confidence: 'reported',
    factsFrom: facts.clients,
    options: Options,
    samples: samplesOf(samples.tickedArticles),
    call: () => ({ path: '/articles', query: { ...tick, include: 'availableStock', sort: 'id:asc' } }),
    reading: { ...reading, isReal: isTicked },
  }),
);

function withNumberUses(source: Source<Settings>): Source<Settings> {
  const { readOne } = source;
  type Context = Parameters<typeof source.read>[0];
  const counted = async (context: Context, options: Options, record: SourceRecord): Promise<SourceRecord> => {
    const body = z.record(z.string(), z.json()).parse(record.body);
    const { articleNumber } = Article.parse(body);
    const number = articleNumber?.trim() ?? '';
    if (!options.checkNumbers || number === '') return record;
    const query = { ...tick, articleNumber: number };
    const fits = (it: Article) => isTicked(it) && it.articleNumber?.trim() === number;
    const same = await allThatFit(context, { path: '/articles', query, item: Article, fits });
    return { ...record, body: { ...body, numberUses: same.length } };
  };
  return {
    ...source,
    async read(context, options, cursor) {
      const page = await source.read(context, options, cursor);
      const records: SourceRecord[] = [];
      for (const record of page.records) records.push(await counted(context, Options.parse(options), record));
      return { ...page, records };
    },
    readOne:
      readOne &&
      (async (context, options, key) => {
        const record = await readOne(context, options, key);
        return record && counted(context, Options.parse(options), record);
      }),
  };
}
