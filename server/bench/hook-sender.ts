import { Agent, createServer, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { orderOf } from './orders.ts';

/**
 * Sends orders to a webhook and is the target they travel to, so that one clock sees both ends. With a rate it sends so
 * many a second, whatever is answered; without one it keeps `sockets` requests under way.
 */
type Told = { seconds: number; answered: number; latencies: number[] };

const [first = '0', total = '0', perSecond = '0'] = process.argv.slice(2);
const sockets = 64;
const count = Number(total);
const sentAt = new Map<string, number>();
const latencies: number[] = [];
let answered = 0;
const arrived = Promise.withResolvers<void>();

const target = createServer((call, response) => {
  let text = '';
  call.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  call.on('end', () => {
    const now = performance.now();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    for (const [, number = ''] of text.matchAll(/"number":"(B\d{8})"/g)) {
      const sent = sentAt.get(number);
      if (sent === undefined) continue;
      sentAt.delete(number);
      latencies.push(now - sent);
    }
    if (latencies.length === count) arrived.resolve();
  });
});
target.keepAliveTimeout = 60_000;
target.listen(0, '127.0.0.1', () => {
  const address = target.address();
  if (address !== null && typeof address === 'object') process.send?.(`http://127.0.0.1:${address.port}`);
});

const agent = new Agent({ keepAlive: true, maxSockets: sockets });

function send(address: string, no: number): Promise<void> {
  const order = orderOf(Number(first) + no);
  const body = JSON.stringify(order);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const call = request(address, { method: 'POST', agent, headers }, (answer) => {
    if (answer.statusCode !== 202) reject(new Error(`The hook answered ${answer.statusCode}`));
    answered += 1;
    answer.resume().on('end', resolve);
  });
  call.on('error', reject);
  sentAt.set(order.number, performance.now());
  call.end(body);
  return promise;
}

async function sendAll(address: string) {
  const rate = Number(perSecond);
  const start = performance.now();
  const under: Promise<void>[] = [];
  if (rate > 0)
    for (let no = 0; no < count; no += 1) {
      const due = start + (no * 1000) / rate - performance.now();
      if (due > 1) await pause(due);
      under.push(send(address, no));
    }
  else {
    let next = 0;
    const one = async () => {
      while (next < count) await send(address, next++);
    };
    under.push(...Array.from({ length: sockets }, one));
  }
  await Promise.all(under);
  await arrived.promise;
  process.send?.({ seconds: (performance.now() - start) / 1000, answered, latencies } satisfies Told);
}

process.on('message', (address) => void sendAll(String(address)));
process.on('disconnect', () => process.exit(0));
