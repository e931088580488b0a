import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext } from '../connector.ts';
import { Id, robaws } from './api.ts';
import { allThatFit } from './list.ts';
import type { Settings } from './settings.ts';
import { markOf, type WebOrder } from './web-order.ts';

type Context = ConnectorContext<Settings>;

/** How much of an article comes or goes. */
export type Move = { articleId: string; quantity: number };

/**
 * All of this is assumed: that there is such a resource is known from the name of an OAuth scope, its paths and fields are not. They
 * stand here and in invoices.ts alone.
 */
const Change = z.looseObject({ articleId: Id, quantity: z.number(), description: z.string().nullish() });
const Location = z.looseObject({ id: Id, name: z.string().nullish(), default: z.boolean().nullish() });

const dayMs = 86_400_000;

/** What is still to be moved so that each article has moved as much as wanted for this order. */
export async function openMoves(context: Context, order: WebOrder, wanted: Map<string, number>): Promise<Move[]> {
  const moves: Move[] = [];
  const updatedFrom = new Date(Date.parse(order.date) - dayMs).toISOString();
  for (const [articleId, quantity] of wanted) {
    const done = await allThatFit(context, {
      path: '/stock-changes',
      query: { articleId, updatedFrom },
      item: Change,
      fits: (it) => it.articleId === articleId && it.description === markOf(order),
    });
    const open = done.reduce((left, it) => left - it.quantity, quantity);
    if (open !== 0) moves.push({ articleId, quantity: open });
  }
  return moves;
}

export async function bookStock(
  context: Context,
  order: WebOrder,
  { moves, location }: { moves: Move[]; location: string },
): Promise<void> {
  if (moves.length === 0) return;
  const stockLocationId = await locationId(context, location);
  const date = context.now().toISOString().slice(0, 10);
  for (const move of moves) {
    const json = { ...move, stockLocationId, date, description: markOf(order) };
    await robaws.ask(context, { method: 'POST', path: '/stock-changes', json }, z.looseObject({ id: Id }));
  }
}

/** The location with this id or name; without one, the location that Robaws has marked as the usual one. */
async function locationId(context: Context, location: string): Promise<string> {
  const fits = (it: z.infer<typeof Location>) =>
    location === '' ? it.default === true : it.id === location || it.name === location;
  const [found] = await allThatFit(context, { path: '/stock-locations', query: {}, item: Location, fits });
  if (found) return found.id;
  throw new PermanentError({ problem: { code: 'robaws.location-unknown', params: { location } } });
}
