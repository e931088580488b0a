import { articleAt } from './offers.ts';
import { itemsOf, orderNo, placedAt } from './orders.ts';
import { moment, type World } from './world.ts';

export type KeptShipment = {
  id: string;
  at: string;
  order: string;
  items: string[];
  reference: string;
  carrier: string;
  tracking: string;
};

const pageSize = 50;
const firstTransport = 312_778_947;

/** Shipments, newest first; an empty page is an empty object. */
export function listShipments(world: World, query: { page: number; order?: string }) {
  const found = world.shipments.filter(({ order }) => query.order === undefined || order === query.order).reverse();
  const page = found.slice((query.page - 1) * pageSize, query.page * pageSize);
  return page.length > 0 ? { shipments: page.map((it) => shipmentDocument(world, it)) } : {};
}

function shipmentDocument(world: World, { id, at, order, items, reference }: KeptShipment) {
  const no = orderNo(world, order) ?? 0;
  const bought = new Map(itemsOf(world, no).map((item) => [item.id, item.offer]));
  return {
    ...{ shipmentId: id, shipmentDateTime: moment(at), shipmentReference: reference },
    order: { orderId: order, orderPlacedDateTime: moment(placedAt(world, no)) },
    shipmentItems: items.map((item) => ({ orderItemId: item, ean: articleAt(bought.get(item) ?? 0).ean })),
    transport: { transportId: String(firstTransport + Number(id)) },
  };
}
