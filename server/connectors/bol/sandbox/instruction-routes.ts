import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { fieldsOf, invalid, missing } from './access.ts';
import { orderNoOfItem } from './orders.ts';
import { begin, processDocument, settle, type Work } from './processes.ts';
import type { World } from './world.ts';

/** The documented rules: one order's items, a reference that is not empty, a label or a transport but not both. */
const Shipment = z
  .object({
    orderItems: z
      .array(z.object({ orderItemId: z.string().min(1), quantity: z.number().int().min(1).optional() }))
      .min(1)
      .max(100)
      .refine((items) => new Set(items.map(({ orderItemId }) => orderNoOfItem(orderItemId))).size === 1, {
        message: 'Only items of one order are allowed.',
      }),
    shipmentReference: z.string().min(1).max(90).nullish(),
    shippingLabelId: z.string().optional(),
    transport: z.object({ transporterCode: z.string().min(1), trackAndTrace: z.string().optional() }).optional(),
  })
  .refine(({ shippingLabelId, transport }) => (shippingLabelId === undefined) !== (transport === undefined), {
    ...{ message: 'Give shippingLabelId or transport.', path: ['transport'] },
  });

const reasons = [
  ...['OUT_OF_STOCK', 'REQUESTED_BY_CUSTOMER', 'BAD_CONDITION', 'HIGHER_SHIPCOST', 'INCORRECT_PRICE'],
  ...[
    'NOT_AVAIL_IN_TIME',
    'NO_BOL_GUARANTEE',
    'ORDERED_TWICE',
    'RETAIN_ITEM',
    'TECH_ISSUE',
    'UNFINDABLE_ITEM',
    'OTHER',
  ],
];

const Cancellation = z.object({
  orderItems: z
    .array(
      z.object({
        orderItemId: z.string().min(1),
        reasonCode: z.enum(reasons, { error: 'Request contains invalid value(s).' }),
      }),
    )
    .length(1),
});

export function addInstructionRoutes(app: FastifyInstance, world: () => World, clock: () => Date) {
  const take = (what: string, event: 'CREATE_SHIPMENT' | 'CANCEL_ORDER', work: Work, body: unknown) => {
    const process = begin(world(), event, work, clock());
    const id = process.items[0] ?? '';
    world().received.push({ at: clock().toISOString(), what, id, body: JSON.stringify(body) });
    return processDocument(process);
  };
  app.post('/retailer/shipments', async ({ body }, reply) => {
    const asked = Shipment.safeParse(body);
    if (!asked.success) return invalid(reply, fieldsOf(asked.error));
    const { orderItems, shipmentReference: reference, transport } = asked.data;
    const items = orderItems.map(({ orderItemId: id, quantity = null }) => ({ id, quantity }));
    const { transporterCode: carrier = '', trackAndTrace: tracking = '' } = transport ?? {};
    const work: Work = { do: 'ship', items, reference: reference ?? '', carrier, tracking };
    return reply.code(202).send(take('POST shipment', 'CREATE_SHIPMENT', work, asked.data));
  });
  app.put('/retailer/orders/cancellation', async ({ body }, reply) => {
    const asked = Cancellation.safeParse(body);
    if (!asked.success) return invalid(reply, fieldsOf(asked.error));
    const [item] = asked.data.orderItems;
    const work: Work = { do: 'cancel', item: item?.orderItemId ?? '', reason: item?.reasonCode ?? '' };
    return reply.code(202).send(take('PUT cancellation', 'CANCEL_ORDER', work, asked.data));
  });
  addProcessRoutes(app, world, clock);
}

const ProcessQuery = z.object({ 'entity-id': z.string(), 'event-type': z.string() });
const Bulk = z.object({
  processStatusQueries: z
    .array(z.object({ processStatusId: z.string() }))
    .min(1)
    .max(1000),
});

function addProcessRoutes(app: FastifyInstance, world: () => World, clock: () => Date) {
  const looked = (fits: (process: World['processes'][number]) => boolean) => {
    for (const process of world().processes) if (fits(process)) process.looks += 1;
    settle(world(), clock());
    return world().processes.filter(fits).map(processDocument);
  };
  app.get<{ Params: { id: string } }>('/shared/process-status/:id', async ({ params }, reply) => {
    const [found] = looked(({ id }) => id === params.id);
    return found ?? missing(reply);
  });
  app.get('/shared/process-status', async (request, reply) => {
    const query = ProcessQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, fieldsOf(query.error));
    const { 'entity-id': entity, 'event-type': event } = query.data;
    const found = looked((it) => it.event === event && (it.items.includes(entity) || it.made === entity));
    return found.length > 0 ? { processStatuses: found.reverse().slice(0, 50) } : {};
  });
  app.post('/shared/process-status', async ({ body }, reply) => {
    const asked = Bulk.safeParse(body);
    if (!asked.success) return invalid(reply, fieldsOf(asked.error));
    const ids = new Set(asked.data.processStatusQueries.map(({ processStatusId }) => processStatusId));
    return { processStatuses: looked(({ id }) => ids.has(id)) };
  });
}
