import type { SandboxTable } from '#flows/api/sandboxes.ts';
import words from '../words.json' with { type: 'json' };
import { articleAt, offerCount, offerState, referenceOf } from './offers.ts';
import { isOpen, itemsOf, methodOf, orderCount, orderIdOf } from './orders.ts';
import type { World } from './world.ts';

const { tables: titles, columns: columnTitles } = words.sandbox;
const columns = (...ids: (keyof typeof columnTitles)[]) => ids.map((id) => ({ id, title: columnTitles[id] }));
const shown = 100;

/** The newest orders first, the offers, the parcels and what became of each instruction. */
export const tables = (world: World): SandboxTable[] => [
  {
    ...{ id: 'orders', title: titles.orders },
    columns: columns('order', 'items', 'method', 'open', 'shipped', 'cancelled', 'asked'),
    rows: numbers(Math.max(0, orderCount(world) - shown), orderCount(world))
      .reverse()
      .map((no) => orderRow(world, no)),
  },
  {
    ...{ id: 'offers', title: titles.offers, columns: columns('reference', 'ean', 'product', 'stock') },
    rows: numbers(0, Math.min(shown, offerCount(world))).map((number) => {
      const { ean, title: product } = articleAt(number);
      return { reference: referenceOf(number), ean, product, stock: offerState(world, number).amount };
    }),
  },
  {
    ...{ id: 'shipments', title: titles.shipments, columns: columns('order', 'reference', 'carrier', 'tracking') },
    rows: world.shipments
      .slice(-shown)
      .reverse()
      .map(({ order, reference, carrier, tracking }) => ({ order, reference, carrier, tracking })),
  },
  {
    ...{ id: 'processes', title: titles.processes, columns: columns('process', 'event', 'status', 'message') },
    rows: world.processes
      .slice(-shown)
      .reverse()
      .map(({ id: process, event, status, errorMessage: message }) => ({ process, event, status, message })),
  },
];

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

function orderRow(world: World, no: number) {
  const items = itemsOf(world, no);
  const sum = (of: 'shipped' | 'cancelled') => items.reduce((all, item) => all + item[of], 0);
  return {
    order: orderIdOf(no),
    items: items.map(({ quantity, offer }) => `${quantity} × ${articleAt(offer).title}`).join(', '),
    ...{ method: methodOf(world, no), open: isOpen(items), shipped: sum('shipped'), cancelled: sum('cancelled') },
    asked: items.some(({ asked }) => asked),
  };
}
