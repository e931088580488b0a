import jsonata from 'jsonata';
import { prepareMapping } from '#flows/mapping/evaluate.ts';
import { mapByHand, mapping, orderOf } from './orders.ts';

const orders = Array.from({ length: 200 }, (_, no) => orderOf(no));
const milliseconds = 700;

/** Records a second of one way of mapping, on orders that are parsed already. */
async function rate(map: (order: (typeof orders)[number]) => unknown): Promise<number> {
  for (const order of orders) await map(order);
  let done = 0;
  const start = performance.now();
  while (performance.now() - start < milliseconds) {
    for (const order of orders) await map(order);
    done += orders.length;
  }
  return done / ((performance.now() - start) / 1000);
}

/** The mapping's rows as one expression, as somebody would write it who has the library and nothing else. */
export function asExpression(): string {
  if (mapping.mode !== 'rows') throw new Error('the bench maps by rows');
  const fields = mapping.rows.map((row) => {
    if (!('forEach' in row)) return `"${row.to}": ${row.from}`;
    return `"${row.to}": [${row.forEach}.{${row.rows.map((one) => `"${one.to}": ${one.from}`).join(', ')}}]`;
  });
  return `{${fields.join(', ')}}`;
}

/** Interleaved rounds: one round gives each way its turn. */
export async function mappingAlone(rounds: number) {
  const library = jsonata(asExpression());
  const ours = prepareMapping(mapping, { limits: { timeoutMs: 800, stack: 500, sequence: 50_000 } });
  const rates = { library: [] as number[], ours: [] as number[], byHand: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    rates.library.push(await rate((order) => library.evaluate(order)));
    rates.ours.push(await rate((order) => ours.map(order)));
    rates.byHand.push(await rate(mapByHand));
  }
  return rates;
}
