import { createServer } from 'node:http';
import { orderOf } from './orders.ts';

/**
 * The other side of every measurement, in a process of its own: `GET /orders?page=3&of=1000` gives a page of 100, and
 * whatever is sent to `/one` or `/list` is taken. `delay` in the path of a write is how long the answer takes.
 */
const pageSize = 100;
const variety = 1000;

/** Making an order costs more than sending it, so that 1,000 are made and only their numbers change. */
const shapes = Array.from({ length: variety }, (_, no) => {
  const [before = '', after = ''] = JSON.stringify(orderOf(no)).split(`"B${String(no).padStart(8, '0')}"`);
  return { before, after };
});

function pageOf(page: number, total: number): string {
  const from = page * pageSize;
  const texts: string[] = [];
  for (let no = from; no < Math.min(from + pageSize, total); no += 1) {
    const shape = shapes[no % variety];
    if (shape) texts.push(`${shape.before}"B${String(no).padStart(8, '0')}"${shape.after}`);
  }
  return `{"orders":[${texts.join(',')}],"more":${from + pageSize < total}}`;
}

let taken = 0;
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://shop.example');
  const answer = (text: string) => response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  if (url.pathname === '/orders')
    return answer(pageOf(Number(url.searchParams.get('page')), Number(url.searchParams.get('of'))));
  if (url.pathname === '/taken') return answer(JSON.stringify({ taken }));
  let bytes = '';
  request.setEncoding('utf8').on('data', (chunk: string) => {
    bytes += chunk;
  });
  return request.on('end', () => {
    taken += url.pathname === '/list' ? bytes.split('"vat":').length - 1 : 1;
    const delay = Number(url.searchParams.get('delay') ?? 0);
    if (delay > 0) setTimeout(() => answer('{"ok":true}'), delay);
    else answer('{"ok":true}');
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.(`http://127.0.0.1:${address.port}`);
});
process.on('disconnect', () => process.exit(0));
