import pg from 'pg';
import * as z from 'zod';
import { build, fill } from './shop.ts';
import type { World } from './world.ts';

const Cell = z.union([z.string(), z.number(), z.null()]);
const Cells = z.array(z.record(z.string(), Cell));
const Received = z.array(z.object({ at: z.string(), what: z.string(), id: z.string(), body: z.json() }));

const newest = {
  products: 'select sku, name, price::text, stock from shop.products order by changed_at desc limit 100',
  orders: 'select number, total::text, status from shop.orders order by changed_at desc limit 100',
  received:
    'select to_char(at at time zone \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\') at, what, id, body from shop_log.received order by no desc limit 1000',
};

/** Makes the tables where there are none, does what people did since, and looks at what is there now. */
export async function attend(world: World, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: there } = await client.query("select to_regnamespace('shop_log') is not null as built");
    if (!world.built || !there[0]?.built) await make(client, world);
    for (const { statement, values } of world.toDo.splice(0)) await client.query(statement, values);
    world.products = Cells.parse((await client.query(newest.products)).rows);
    world.orders = Cells.parse((await client.query(newest.orders)).rows);
    world.received = Received.parse((await client.query(newest.received)).rows).reverse();
  } finally {
    await client.end();
  }
}

async function make(client: pg.Client, world: World) {
  await client.query('begin');
  await client.query(build);
  await client.query(fill, [world.size]);
  await client.query('commit');
  world.built = true;
}
