import { Readable } from 'node:stream';
import * as z from 'zod';
import type { OutboundAnswer } from '#server/outbound/http-client.ts';
import type { Download } from '#server/outbound/lines.ts';
import type { ConnectorContext } from '../connector.ts';
import { defineSource } from '../define.ts';
import { chunksOf } from '../files/formats/bytes.ts';
import { readingShape } from '../files/options.ts';
import type { Place, Session } from '../files/place.ts';
import { readOne, readPage } from '../files/reading.ts';
import { field } from '../form.ts';
import { addressUnder } from '../kit/api.ts';
import { refusalIn } from '../kit/refusals.ts';
import { api } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({
  path: field(z.string().trim().min(1).max(2000), { ...words.filePath, placeholder: '/export/products.csv' }),
  ...readingShape,
});
type Options = z.infer<typeof Options>;

/** A file behind a web address, read while it comes in; it is read again when its sender says that it has changed. */
const place: Place<Settings, Options> = {
  single: true,
  url: ({ address }, { path }) => addressUnder(address, path),
  ofDownloads: true,
  async open(context, { path }) {
    let first: Download | null = await downloaded(context, path, 0);
    const { headers } = first;
    const close = () => void first?.body.on('error', () => undefined).destroy();
    const session: Session = {
      async list() {
        const bytes = Number(headers['content-length'] ?? Number.MAX_SAFE_INTEGER);
        const told = headers.etag ?? headers['last-modified'];
        const stamp = told ? `${told} ${bytes}` : context.now().toISOString();
        return [{ path, name: nameOf(path, headers['content-type'] ?? ''), bytes, stamp, changedAt: null }];
      },
      async open(_file, from) {
        if (first && from === 0) {
          const { body } = first;
          first = null;
          return body;
        }
        return from === 0 ? (await downloaded(context, path, 0)).body : restOf(context, path, from);
      },
      close,
    };
    return session;
  },
};

/** What is left of the file; a sender that knows no ranges (RFC 9110, 14.2) gives all of it, and the beginning is passed over. */
async function restOf(context: ConnectorContext<Settings>, path: string, from: number): Promise<Readable> {
  const { status, body } = await downloaded(context, path, from);
  if (status === 206) return body;
  async function* rest() {
    let left = status === 416 ? Number.POSITIVE_INFINITY : from;
    for await (const chunk of chunksOf(body)) {
      if (left < chunk.length) yield chunk.subarray(left);
      left = Math.max(0, left - chunk.length);
    }
  }
  return Readable.from(rest());
}

async function downloaded(context: ConnectorContext<Settings>, path: string, from: number): Promise<Download> {
  const answer = await asked(context, path, from);
  if (answer.status !== 401 || !api.description.auth.renews?.(context.settings)) return judged(answer);
  answer.body.on('error', () => undefined).destroy();
  await context.dropToken();
  return judged(await asked(context, path, from));
}

async function asked(context: ConnectorContext<Settings>, path: string, from: number): Promise<Download> {
  const { base, auth, headers } = api.description;
  const { settings } = context;
  const request = await auth.sign(context, {
    ...{ method: 'GET', url: addressUnder(base(settings), path), effect: 'read' },
    headers: { accept: '*/*', ...headers?.(settings), ...(from > 0 && { range: `bytes=${from}-` }) },
  });
  return context.lines.download(request);
}

const mostOfRefusal = 2000;

async function judged(download: Download): Promise<Download> {
  const { status, headers, body } = download;
  if (status < 400 || status === 416) return download;
  let text = '';
  for await (const chunk of chunksOf(body)) {
    text += chunk.toString('utf8');
    if (text.length > mostOfRefusal) break;
  }
  const excerpt = text.replace(/\s+/g, ' ').slice(0, 300);
  const answer: OutboundAnswer = { status, headers, text, excerpt, json: (schema) => schema.parse(JSON.parse(text)) };
  const refusal = refusalIn(answer, api.description.refusals ?? {});
  if (refusal) throw refusal;
  return download;
}

const endings: [type: RegExp, ending: string][] = [
  [/spreadsheetml/, '.xlsx'],
  [/x-ndjson|jsonl/, '.jsonl'],
  [/json/, '.json'],
  [/xml/, '.xml'],
];

/** The last part of the address; where that names no kind of file, the content type does. */
function nameOf(path: string, type: string): string {
  const name = path.replace(/[?#].*$/, '').replace(/^.*\//, '') || 'file';
  if (/\.(?:csv|txt|tsv|xml|json|jsonl|ndjson|xlsx|xlsm)$/i.test(name)) return name;
  return name + (endings.find(([it]) => it.test(type))?.[1] ?? '.csv');
}

export const file = defineSource<Settings, Options>({
  title: words.file,
  confidence: 'documented',
  factsFrom: 'RFC 9110',
  options: Options,
  samples: samples.file,
  exampleOptions: { path: '/shop/export/orders.csv' },
  read: (context, options, cursor) => readPage(place, context, options, cursor),
  readOne: (context, options, key) => readOne(place, context, options, key),
});
