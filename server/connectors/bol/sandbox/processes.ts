import type { EventType } from '../process.ts';
import { setStock } from './offers.ts';
import { change, type Item, itemsOf, openOf, orderIdOf, orderNoOfItem } from './orders.ts';
import { moment, type World } from './world.ts';

export type Work =
  | {
      do: 'ship';
      items: { id: string; quantity: number | null }[];
      reference: string;
      carrier: string;
      tracking: string;
    }
  | { do: 'cancel'; item: string; reason: string };

export type Process = {
  id: string;
  event: EventType;
  /** The order items it is about. */
  items: string[];
  at: string;
  looks: number;
  status: 'PENDING' | 'SUCCESS' | 'FAILURE';
  errorMessage: string;
  /** The shipment that it made. */
  made: string;
  work: Work;
  fails: boolean;
  seconds: number;
};

const firstProcess = 830_001_234;
const firstShipment = 541_757_635;
const retentionMs = 24 * 3_600_000;

/** Takes an instruction down; what comes of it is seen at a later look. */
export function begin(world: World, event: EventType, work: Work, now: Date): Process {
  const process: Process = {
    ...{ id: String(firstProcess + world.received.length), event, at: now.toISOString(), looks: 0, work },
    items: work.do === 'ship' ? work.items.map(({ id }) => id) : [work.item],
    ...{ status: 'PENDING', errorMessage: '', made: '', fails: world.mood.failNext, seconds: world.mood.seconds },
  };
  world.mood.failNext = false;
  world.processes.push(process);
  return process;
}

/** Lets time do its work: an instruction ends after two seconds, or when somebody looks, unless it was told to take longer. */
export function settle(world: World, now: Date): void {
  const age = ({ at }: Process) => now.getTime() - Date.parse(at);
  world.processes = world.processes.filter((it) => age(it) < retentionMs);
  for (const process of world.processes) {
    if (process.status !== 'PENDING') continue;
    const isDue =
      process.seconds > 0 ? age(process) >= process.seconds * 1000 : process.looks > 1 || age(process) > 2000;
    if (isDue) finish(world, process, now);
  }
}

function finish(world: World, process: Process, now: Date) {
  const failure = process.fails ? 'The instruction could not be processed.' : work(world, process, now);
  process.status = failure ? 'FAILURE' : 'SUCCESS';
  process.errorMessage = failure ?? '';
}

/** Does what was asked; gives the reason where it cannot be done. What is done twice fails here (assumed). */
function work(world: World, process: Process, now: Date): string | null {
  return process.work.do === 'ship' ? ship(world, process, process.work, now) : cancel(world, process.work, now);
}

const itemOf = (world: World, id: string): Item | undefined =>
  itemsOf(world, orderNoOfItem(id)).find((item) => item.id === id);

function ship(world: World, process: Process, it: Extract<Work, { do: 'ship' }>, now: Date): string | null {
  const parts = it.items.map(({ id, quantity }) => ({ id, item: itemOf(world, id), quantity }));
  for (const { id, item, quantity } of parts)
    if (!item || openOf(item) <= 0 || (quantity ?? 1) > openOf(item))
      return `Order item ${id} cannot be shipped: it is not open in this quantity.`;
  process.made = String(firstShipment + world.shipments.length);
  for (const { item, quantity } of parts)
    if (item) change(world, item, { shipped: item.shipped + (quantity ?? openOf(item)), asked: false }, now);
  const { reference, carrier, tracking } = it;
  const order = orderIdOf(orderNoOfItem(process.items[0] ?? ''));
  world.shipments.push({
    id: process.made,
    at: now.toISOString(),
    order,
    items: process.items,
    reference,
    carrier,
    tracking,
  });
  return null;
}

function cancel(world: World, { item: id, reason }: Extract<Work, { do: 'cancel' }>, now: Date): string | null {
  const item = itemOf(world, id);
  if (!item || openOf(item) <= 0) return `Order item ${id} cannot be cancelled: it is not open.`;
  change(world, item, { cancelled: item.quantity - item.shipped, asked: false }, now);
  // bol then takes the offer off sale (reported).
  if (reason === 'OUT_OF_STOCK') setStock(world, item.offer, { amount: 0 }, now);
  return null;
}

const descriptions: Record<EventType, string> = {
  CREATE_SHIPMENT: 'Create shipment.',
  CANCEL_ORDER: 'Cancel order.',
};

/** The entity stands there once the instruction succeeded (documented); links say http in places (reported). */
export const processDocument = ({ id, event, at, status, errorMessage, made, items }: Process) => ({
  ...{ processStatusId: id, eventType: event, description: descriptions[event], status },
  ...(status === 'SUCCESS' && { entityId: made || (items[0] ?? '') }),
  ...(errorMessage && { errorMessage }),
  createTimestamp: moment(at),
  links: [{ rel: 'self', href: `http://api.bol.example/shared/process-status/${id}`, method: 'GET' }],
});
