import { mapByHand, type Order } from './orders.ts';

/** What somebody would write who needs one flow and no log: read a page, map it, send it, the next page. */
const [shop = '', total = '0', how = 'list'] = process.argv.slice(2);
const sockets = 10;

type Page = { orders: Order[]; more: boolean };

async function post(path: string, body: unknown) {
  const answer = await fetch(`${shop}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The target said ${answer.status}`);
  await answer.text();
}

async function sendOneByOne(records: unknown[]) {
  const queue = records.values();
  await Promise.all(
    Array.from({ length: sockets }, async () => {
      for (const record of queue) await post('/one', record);
    }),
  );
}

const start = performance.now();
for (let page = 0, more = true; more; page += 1) {
  const answer = await fetch(`${shop}/orders?page=${page}&of=${total}`);
  const { orders, ...rest } = (await answer.json()) as Page;
  more = rest.more;
  const mapped = orders.map(mapByHand).filter((it) => it.total > 0 && it.number !== undefined);
  if (how === 'list') await post('/list', mapped);
  else await sendOneByOne(mapped);
}
process.send?.({ seconds: (performance.now() - start) / 1000 });
process.disconnect?.();
