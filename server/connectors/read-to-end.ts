import assert from 'node:assert/strict';
import type { ConnectorContext, Cursor, Page, Source, SourceRecord } from './connector.ts';

const mostPages = 1000;

/** One whole reading of a source, as the engine does it: page by page, until there is no next. For tests. */
export async function readToEnd(source: Source, context: ConnectorContext, from: Cursor | null) {
  const pages: Page[] = [];
  let cursor = from;
  do {
    const page: Page = await source.read(context, source.exampleOptions ?? {}, cursor);
    pages.push(page);
    cursor = page.next;
    assert(pages.length <= mostPages, 'the reading does not end');
  } while (cursor !== null);
  const records: SourceRecord[] = pages.flatMap((page) => page.records);
  return { pages, records, keys: records.map(({ key }) => key), resume: pages.at(-1)?.resume ?? null };
}
