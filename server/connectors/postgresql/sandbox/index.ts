import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';
import { field } from '#server/connectors/form.ts';
import { lineAt } from '#server/sandboxes/kit/line-at.ts';
import type { Sandbox } from '#server/sandboxes/sandbox.ts';
import words from '../words.json' with { type: 'json' };
import { attend } from './attend.ts';
import { demo } from './shop.ts';
import { answerLine } from './wire.ts';
import type { World } from './world.ts';

const text = (value: Json | undefined) => (typeof value === 'string' ? value : '');
const answer = (status: number) => ({ status, contentType: 'text/plain', body: '' });

/** Puts off what a person did until the database is at hand. */
const later = (world: World, statement: string, values: World['toDo'][number]['values']) =>
  void world.toDo.push({ statement, values });

/**
 * A shop's database: a real PostgreSQL of the sandboxes' own, which knows nothing of the product's. The world here holds
 * what is still to be done there, and what was last seen of it.
 */
export const sandbox: Sandbox<World> = {
  seed: (size = 12) => ({ size, built: false, added: 0, toDo: [], products: [], orders: [], received: [] }),
  routes: () => undefined,
  line: answerLine,
  attend,
  settings: async (address) => ({ ...demo, ...(await lineAt(address)), tls: 'off' }),
  faultAnswers: { refuse: answer(422), busy: answer(429), error: answer(500), 'revoke-token': answer(401) },
  faults: ['refuse', 'busy', 'error', 'timeout-before', 'timeout-after', 'half-answer', 'revoke-token'],
  isWrite: ({ method }) => method === 'POST',
  actions: {
    'change-stock': {
      title: words.changeStock,
      input: z.object({
        sku: field(z.string().min(1).default('TAS-ROOD'), { title: words.cells.sku }),
        stock: field(z.number().int().min(0).default(7), { title: words.cells.stock }),
      }),
      run(world, { sku, stock }) {
        const set = 'update shop.products set stock = $2, changed_at = clock_timestamp() where sku = $1';
        later(world, set, [text(sku), Number(stock)]);
        return { key: text(sku) };
      },
    },
    'add-product': {
      title: words.addProduct,
      input: z.object({
        name: field(z.string().min(1).default('Kandelaar'), { title: words.cells.name }),
        inShop: field(z.boolean().default(false), { title: words.cells.inShop }),
      }),
      run(world, { name, inShop }) {
        world.added += 1;
        const sku = `NIEUW-${world.added}`;
        const add = 'insert into shop.products (sku, name, price, stock, in_shop) values ($1, $2, 19.95, 3, $3)';
        later(world, add, [sku, text(name), inShop === true]);
        return { key: sku };
      },
    },
    'add-field': {
      title: words.addField,
      input: z.object({
        name: field(
          z
            .string()
            .regex(/^[a-z_]{1,40}$/)
            .default('field_of_tomorrow'),
          { title: words.cells.name },
        ),
      }),
      run(world, { name }) {
        later(world, `alter table shop.products add column if not exists "${text(name)}" text default 'kept'`, []);
        return { key: text(name) };
      },
    },
  },
  tables: ({ products, orders }) => [
    { id: 'products', title: words.products, columns: columnsOf('sku', 'name', 'price', 'stock'), rows: products },
    { id: 'orders', title: words.orders, columns: columnsOf('number', 'total', 'status'), rows: orders },
  ],
  received: ({ received }) => received,
};

const columnsOf = (...ids: (keyof typeof words.cells)[]) => ids.map((id) => ({ id, title: words.cells[id] }));
