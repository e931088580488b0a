import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';
import { withValueAt } from '#server/connectors/value-at.ts';

/** How a sandbox's lists go on: the other half of the connector kit's paging. `most` is the longest page it gives. */
export type Turning =
  | { by: 'page'; param: string; first: 0 | 1; sizeParam: string; most: number }
  | { by: 'offset'; param: string; sizeParam: string; most: number }
  | { by: 'cursor'; param: string; at: string; sizeParam: string; most: number }
  | { by: 'link'; sizeParam: string; most: number }
  | { by: 'next-url'; at: string; sizeParam: string; most: number }
  | { by: 'none' };

export type Asked = Record<string, string>;
export type Turned = { from: number; to: number; size: number };

/** Which piece of a list was asked for; null where that makes no sense. */
export function pieceOf(turning: Turning, asked: Asked): Turned | null {
  if (turning.by === 'none') return { from: 0, to: Number.MAX_SAFE_INTEGER, size: Number.MAX_SAFE_INTEGER };
  const whole = z.coerce.number().int().min(0);
  const size = whole
    .min(1)
    .max(turning.most)
    .safeParse(asked[turning.sizeParam] ?? Math.min(10, turning.most));
  const from = whole.safeParse(startOf(turning, asked, size.data ?? 0));
  return size.success && from.success ? { from: from.data, to: from.data + size.data, size: size.data } : null;
}

function startOf(turning: Exclude<Turning, { by: 'none' }>, asked: Asked, size: number): unknown {
  if (turning.by === 'page') return (Number(asked[turning.param] ?? turning.first) - turning.first) * size;
  if (turning.by === 'offset') return asked[turning.param] ?? 0;
  const mark = asked[turning.by === 'cursor' ? turning.param : markParam];
  return mark === undefined ? 0 : Buffer.from(mark, 'base64url').toString();
}

const markParam = 'mark';
const markOf = (place: number) => Buffer.from(String(place)).toString('base64url');

/** What an answer says of the next page: in its body, or in a header. */
export function sayNext(turning: Turning, { to }: Turned, url: URL, more: boolean, body: Json) {
  const next = new URL(url);
  next.searchParams.set(markParam, markOf(to));
  const headers: Record<string, string> = {};
  if (turning.by === 'link' && more) headers.link = `<${url.href}>; rel="self", <${next.href}>; rel="next"`;
  if (turning.by === 'cursor') return { headers, body: withValueAt(body, turning.at, more ? markOf(to) : null) };
  if (turning.by === 'next-url') return { headers, body: withValueAt(body, turning.at, more ? next.href : null) };
  return { headers, body };
}
