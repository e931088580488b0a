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
  return objectOf(
    mapping.rows.map((row) => ({
      path: row.to.split('.'),
      from:
        'forEach' in row
          ? `[${row.forEach}.${objectOf(row.rows.map(({ to, from }) => ({ path: to.split('.'), from })))}]`
          : row.from,
    })),
  );
}

type Field = { path: string[]; from: string };

function objectOf(fields: Field[]): string {
  const byName = Map.groupBy(fields, ({ path: [name = ''] }) => name);
  const members = [...byName].map(([name, all]) => {
    const inner = all.filter(({ path }) => path.length > 1).map(({ path, from }) => ({ path: path.slice(1), from }));
    return `"${name}": ${inner.length > 0 ? objectOf(inner) : all.map(({ from }) => from).join()}`;
  });
  return `{${members.join(', ')}}`;
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
