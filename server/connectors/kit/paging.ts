import type { OutboundAnswer } from '#server/outbound/http-client.ts';
import type { Json } from '../connector.ts';
import { textAt, valueAt } from '../value-at.ts';

/** What one page of a list is asked with: parameters (of the query, or of a JSON body), or a whole new place. */
type PageAsk = { params?: Record<string, string | number>; at?: string };
/** What came back. `count` is how many records the page held. */
export type PageSeen = { answer: Pick<OutboundAnswer, 'headers'>; body: Json; count: number };

/**
 * How a vendor's lists go on. A place is small JSON: null is the first page, and a `next` of null says that this was the
 * last. Where the list is asked by POST, parameters are put into its JSON body, at their dotted names.
 */
export type Paging = {
  ask(place: Json): PageAsk;
  next(place: Json, seen: PageSeen): Json;
};

type Size = {
  /** Name and value of the parameter for the page's length. */
  sizeParam: string;
  size: number;
  /** `short`: a page that is not full is the last. `empty`: only an empty one is, for lists whose pages vary in length. */
  until?: 'short' | 'empty';
};

const goesOn = ({ size, until = 'short' }: Size, { count }: PageSeen) => count >= (until === 'short' ? size : 1);

/** `?page=3&per_page=100` */
export const byPage = ({ param, first = 1, ...size }: Size & { param: string; first?: 0 | 1 }): Paging => ({
  ask: (place) => ({ params: { [param]: Number(place ?? first), [size.sizeParam]: size.size } }),
  next: (place, seen) => (goesOn(size, seen) ? Number(place ?? first) + 1 : null),
});

type Counted = { param: string; first?: 0 | 1; sizeParam: string; size: number; pagesAt: string };

/**
 * The same where the body says how many pages there are, for vendors that may give shorter pages than they were asked for;
 * `pagesAt` is that number's place, for instance `meta.last_page`.
 */
export const byPageCount = ({ param, first = 1, sizeParam, size, pagesAt }: Counted): Paging => ({
  ask: (place) => ({ params: { [param]: Number(place ?? first), [sizeParam]: size } }),
  next(place, { body }) {
    const page = Number(place ?? first);
    return page + 1 - first < Number(textAt(body, pagesAt) ?? 0) ? page + 1 : null;
  },
});

/** `?offset=200&limit=100` */
export const byOffset = ({ param, ...size }: Size & { param: string }): Paging => ({
  ask: (place) => ({ params: { [param]: Number(place ?? 0), [size.sizeParam]: size.size } }),
  next: (place, seen) => (goesOn(size, seen) ? Number(place ?? 0) + seen.count : null),
});

type Cursor = {
  /** The parameter that takes the mark. */
  param: string;
  /** Where the next mark stands in the body. */
  at: string;
  /** Where the body says whether there is more, for vendors that give a mark on the last page too. */
  moreAt?: string;
  sizeParam?: string;
  size?: number;
};

/** A mark in the body that the next call hands back. */
export const byCursor = ({ param, at, moreAt, sizeParam, size }: Cursor): Paging => ({
  ask: (place) => ({
    params: { ...(sizeParam && size && { [sizeParam]: size }), ...(typeof place === 'string' && { [param]: place }) },
  }),
  next(place, { body }) {
    const mark = textAt(body, at);
    const more = moreAt === undefined || valueAt(body, moreAt) === true;
    return more && mark !== undefined && mark !== place ? mark : null;
  },
});

type Links = { sizeParam?: string; size?: number };

/** `Link: <https://...>; rel="next"` (RFC 8288). */
export const byLinkHeader = (links: Links = {}): Paging =>
  byAddress(links, ({ answer }) => nextIn(answer.headers.link));

/** The next page's whole address in the body. */
export const byNextUrl = ({ at, ...links }: Links & { at: string }): Paging =>
  byAddress(links, ({ body }) => textAt(body, at));

/** Everything comes in one answer. */
export const onePage: Paging = { ask: () => ({}), next: () => null };

/**
 * Of a next page's address only path and query are kept: the host is the connection's own, whatever a proxy in between
 * calls it, and no other host is ever asked.
 */
function byAddress({ sizeParam, size }: Links, addressIn: (seen: PageSeen) => string | undefined): Paging {
  return {
    ask: (place) =>
      typeof place === 'string' ? { at: place } : { params: sizeParam && size ? { [sizeParam]: size } : {} },
    next(place, seen) {
      const url = URL.parse(addressIn(seen) ?? '', 'https://next.example');
      const next = url && addressIn(seen) !== undefined ? url.pathname + url.search : null;
      return next === place ? null : next;
    },
  };
}

function nextIn(header: string | undefined): string | undefined {
  const links = header?.split(/,(?=\s*<)/) ?? [];
  const next = links.find((link) => /;\s*rel="?([^";]*\s)?next(\s[^";]*)?"?/i.test(link));
  return /<([^>]*)>/.exec(next ?? '')?.[1];
}
