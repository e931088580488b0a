import { once } from 'node:events';
import { createServer } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { mapByHand, orderOf } from '../orders.ts';
import type { Job, Peer } from './peer.ts';

const orders = Array.from({ length: 40 }, (_, no) => orderOf(no));
const byHand = orders.map(mapByHand);
const pageSize = 20;

const Sent = z.looseObject({ number: z.string() });
type Sent = z.infer<typeof Sent>;
const byNumber = (all: Sent[]) => all.toSorted((a, b) => a.number.localeCompare(b.number));

/** Gives two pages to whoever carries them, and throws unless each order arrives once, as one would map it by hand. */
export async function checkSameWork(peer: Peer, how: Job['how']) {
  const sent: Sent[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://shop.example');
    response.writeHead(200, { 'content-type': 'application/json' });
    if (url.pathname === '/orders') {
      const from = Number(url.searchParams.get('page')) * pageSize;
      const page = orders.slice(from, from + pageSize);
      return response.end(JSON.stringify({ orders: page, more: from + pageSize < orders.length }));
    }
    const body: unknown = JSON.parse((await request.setEncoding('utf8').toArray()).join(''));
    sent.push(...(url.pathname === '/list' ? z.array(Sent).parse(body) : [Sent.parse(body)]));
    return response.end('{"ok":true}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    if (address === null || typeof address !== 'object') throw new Error('No port was given');
    await peer.carry({ shop: `http://127.0.0.1:${address.port}`, total: orders.length, how });
    compare(byNumber(sent));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function compare(arrived: Sent[]) {
  if (arrived.length !== orders.length) throw new Error(`${arrived.length} of ${orders.length} orders arrived`);
  const wrong = arrived.find((one, no) => !isDeepStrictEqual(one, byHand[no]));
  if (wrong) throw new Error(`This is not what the mapping asks for: ${JSON.stringify(wrong)}`);
}
