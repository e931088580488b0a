import { PermanentError } from '#server/errors.ts';
import type { OfferState } from './offers.ts';
import type { ItemState, Line } from './orders.ts';
import type { Process } from './processes.ts';
import type { KeptShipment } from './shipments.ts';

/**
 * What was there from the start is made from its number each time it is asked for; kept is only what was added and changed
 * since. Orders have numbers from 0, the later ones are the newer.
 */
export type World = {
  /** When somebody first looked: what was there from the start came in the 40 hours before. */
  openedAt: string | null;
  size: number;
  placed: { at: string; buyer: number; lines: Line[] }[];
  /** By order item id. */
  states: Record<string, ItemState>;
  /** By the offer's number. */
  offers: Record<string, OfferState>;
  processes: Process[];
  shipments: KeptShipment[];
  received: { at: string; what: string; id: string; body: string }[];
  tokens: Record<string, string>;
  limits: Record<string, { from: number; used: number }>;
  /** What a person told it to do with instructions. */
  mood: { failNext: boolean; seconds: number };
};

export const seed = (size = 12): World => ({
  ...{ openedAt: null, size, placed: [], states: {}, offers: {}, processes: [], shipments: [], received: [] },
  ...{ tokens: {}, limits: {}, mood: { failNext: false, seconds: 0 } },
});

export function open(world: World, now: Date): World {
  world.openedAt ??= now.toISOString();
  return world;
}

export const openedAt = (world: World): number => Date.parse(world.openedAt ?? '1970-01-01T00:00:00Z');

/** A moment with the offset, as bol writes it. */
export const moment = (at: string | number): string =>
  `${new Date(new Date(at).getTime() + 3_600_000).toISOString().slice(0, 19)}+01:00`;

export function nothingLike(what: string): never {
  throw new PermanentError({ problem: { code: 'bol.not-in-demo-shop', params: { what } } });
}
