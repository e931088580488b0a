import catalogue from './catalogue.json' with { type: 'json' };
import { articleAt, isShippedByBol, offerCount, offerIdOf, referenceOf } from './offers.ts';
import { moment, openedAt, type World } from './world.ts';

/** `offer` is the number of the offer that was bought. */
export type Line = { offer: number; quantity: number };
export type ItemState = { shipped: number; cancelled: number; asked: boolean; changedAt: string };
export type Item = Line & ItemState & { id: string };

const spanMs = 40 * 3_600_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const itemsPerOrder = 4;
const firstItem = 6_107_000_000;
const firstDigits = 2_000_000_000;
const firstLetters = 60_466_176;

export const orderCount = ({ size, placed }: World): number => size + placed.length;

/** Ten digits or ten letters and digits, as bol has both (reported). */
export const orderIdOf = (no: number): string =>
  no % 2 === 0 ? String(firstDigits + no) : `A2K${(firstLetters + no).toString(36).toUpperCase().padStart(7, '0')}`;

export function orderNo(world: World, orderId: string): number | null {
  const no = orderId.startsWith('A2K')
    ? Number.parseInt(orderId.slice(3), 36) - firstLetters
    : Number(orderId) - firstDigits;
  return Number.isInteger(no) && no >= 0 && no < orderCount(world) && orderIdOf(no) === orderId ? no : null;
}

export const orderNoOfItem = (itemId: string): number => Math.floor((Number(itemId) - firstItem) / itemsPerOrder);

export const placedAt = (world: World, no: number): string =>
  world.placed[no - world.size]?.at ??
  new Date(openedAt(world) - Math.round((spanMs * (world.size - no)) / world.size)).toISOString();

export const methodOf = (world: World, no: number) => (no < world.size && no % 10 === 9 ? 'FBB' : 'FBR');

function linesOf(world: World, no: number): Line[] {
  const added = world.placed[no - world.size];
  if (added) return added.lines;
  const offers = Math.max(1, offerCount(world));
  const isTheirs = methodOf(world, no) === 'FBB';
  return Array.from({ length: no % 3 === 0 ? 2 : 1 }, (_, at) => {
    const offer = (no * 3 + at * 5) % offers;
    return { offer: isTheirs ? (theirsNear(offer, offers) ?? offer) : oursNear(offer), quantity: 1 + (no % 3) };
  });
}

/** What bol ships is no product that the seller picks. */
const oursNear = (offer: number) => (isShippedByBol(offer) ? offer - 1 : offer);
function theirsNear(offer: number, offers: number): number | null {
  const near = Math.floor(offer / 10) * 10 + 9;
  return near < offers && isShippedByBol(near) ? near : null;
}

/** Every sixth order was shipped already; of one in eleven the buyer wants to cancel. */
export function itemsOf(world: World, no: number): Item[] {
  const at = placedAt(world, no);
  const isOld = no < world.size && no % 6 === 4;
  return linesOf(world, no).map((line, nth) => {
    const id = String(firstItem + no * itemsPerOrder + nth);
    const asked = no < world.size && no % 11 === 7;
    const first = { shipped: isOld ? line.quantity : 0, cancelled: 0, asked, changedAt: at };
    return { ...line, ...(world.states[id] ?? first), id };
  });
}

export const openOf = ({ quantity, shipped, cancelled }: Item): number => quantity - shipped - cancelled;
export const isOpen = (items: Item[]): boolean => items.some((item) => openOf(item) > 0);

export function change(world: World, item: Item, fields: Partial<ItemState>, now: Date) {
  const { shipped, cancelled, asked } = { ...item, ...fields };
  world.states[item.id] = { shipped, cancelled, asked, changedAt: now.toISOString() };
}

/** What the list tells of an order: an outline. */
export const outline = (world: World, no: number) => ({
  orderId: orderIdOf(no),
  orderPlacedDateTime: moment(placedAt(world, no)),
  orderItems: itemsOf(world, no).map((item) => ({
    ...{ orderItemId: item.id, ean: articleAt(item.offer).ean, fulfilmentMethod: methodOf(world, no) },
    ...{ fulfilmentStatus: openOf(item) > 0 ? 'OPEN' : 'HANDLED', quantity: item.quantity },
    ...{ quantityShipped: item.shipped, quantityCancelled: item.cancelled },
    ...{ cancellationRequest: item.asked, latestChangedDateTime: moment(item.changedAt) },
  })),
});

/** The whole order. Buyers write under an address of bol's; some orders have none, and no bill (documented). */
export function orderDocument(world: World, no: number) {
  const placed = placedAt(world, no);
  const buyer = catalogue.buyers[world.placed[no - world.size]?.buyer ?? no % catalogue.buyers.length];
  if (!buyer) throw new Error('the catalogue has no buyers');
  const { language, ...address } = buyer;
  const email = `k${no}x7f@verkopen.bol.example`;
  const isPickup = no % 7 === 6;
  return {
    ...{ orderId: orderIdOf(no), pickupPoint: isPickup, orderPlacedDateTime: moment(placed) },
    shipmentDetails: {
      ...(isPickup && { pickupPointName: 'Voorbeeldwinkel: UTRECHT' }),
      ...{ ...address, ...(no % 5 !== 4 && { email }), language },
    },
    ...(no % 5 !== 4 && { billingDetails: { ...address, email } }),
    orderItems: itemsOf(world, no).map((item) => itemDocument(item, placed, methodOf(world, no))),
  };
}

function itemDocument(item: Item, placed: string, method: string) {
  const { ean, title, price } = articleAt(item.offer);
  const reference = referenceOf(item.offer);
  const day = (days: number) => new Date(Date.parse(placed) + days * dayMs).toISOString().slice(0, 10);
  const cents = Math.round(price * 100) * item.quantity;
  const discount = item.quantity >= 3 ? Math.round(price * 25) : 0;
  return {
    ...{ orderItemId: item.id, cancellationRequest: item.asked },
    fulfilment: {
      ...{ method, distributionParty: method === 'FBB' ? 'BOL' : 'RETAILER' },
      ...{ latestDeliveryDate: day(2), expiryDate: day(5), timeFrameType: 'REGULAR' },
    },
    offer: { offerId: offerIdOf(item.offer), ...(reference && { reference }) },
    product: { ean, title },
    ...{ quantity: item.quantity, quantityShipped: item.shipped, quantityCancelled: item.cancelled },
    ...{ unitPrice: price, totalPrice: (cents - discount) / 100 },
    discounts: discount > 0 ? [{ title: '2 + 1 actie', amount: discount / 100 }] : [],
    ...{ commission: Math.round(cents * 0.12) / 100, latestChangedDateTime: moment(item.changedAt) },
  };
}
