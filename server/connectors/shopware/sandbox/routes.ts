import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod';
import type { Document } from '#server/sandboxes/kit/many.ts';
import { fieldsOf, type Place } from '#server/sandboxes/kit/vendor-sandbox.ts';
import machines from '../machines.json' with { type: 'json' };
import { withAssociations } from './criteria.ts';
import { blank, fault, faults } from './errors.ts';
import { changePart, type Machine, partById, setState, stateOf } from './orders.ts';
import { addSearchRoutes } from './searching.ts';
import { addSyncRoute } from './syncing.ts';
import { idOf } from './world.ts';

type ById = { Params: { id: string }; Querystring: { _response?: string } };

const gone = (reply: FastifyReply, entity: string, id: string) =>
  reply
    .code(404)
    .send(faults(fault(404, 'FRAMEWORK__RESOURCE_NOT_FOUND', `The ${entity} resource with id "${id}" was not found.`)));

export function addRoutes(app: FastifyInstance, here: () => Place) {
  app.get('/api/_info/version', async () => ({ version: here().world.rules.version }));
  addSearchRoutes(app, here);
  addSyncRoute(app, here);
  addStateRoutes(app, here);
  addDeliveryRoutes(app, here);
  addWebhookRoute(app, here);
}

const Deed = z.object({ sendMail: z.boolean().default(true) });

function addStateRoutes(app: FastifyInstance, here: () => Place) {
  type Asked = { Params: { machine: string; id: string; deed: string } };
  app.post<Asked>('/api/_action/:machine/:id/state/:deed', async ({ params, body }, reply) => {
    const place = here();
    const { machine: name, id, deed } = params;
    const machine = (['order', 'order_delivery', 'order_transaction'] as const).find((it) => it === name);
    const found = machine && partById(place, machine, id);
    if (!machine || !found) return gone(reply, name, id);
    const deeds = deedsFrom(machine, stateOf(found.part));
    const to = deeds.get(deed);
    if (!to) {
      const detail = `Illegal transition "${deed}" from state "${stateOf(found.part)}". Possible transitions are: ${[...deeds.keys()].join(', ')}`;
      return reply.code(400).send(faults(fault(400, 'SYSTEM__ILLEGAL_STATE_TRANSITION', detail)));
    }
    const state = setState(place, machine, found, to);
    const { sendMail } = Deed.parse(body ?? {});
    place.tell(`${machine} ${deed}`, id, { sendMail });
    if (sendMail)
      place
        .kept('mails')
        .push({ at: place.now.toISOString(), to: String(found.order.orderNumber), about: `${machine} ${to}` });
    return state;
  });
}

const Deeds = z.record(z.string(), z.record(z.string(), z.string()));
const deedsFrom = (machine: Machine, state: string) =>
  new Map(Object.entries(Deeds.parse(machines[machine])[state] ?? {}));

const Codes = z.looseObject({ trackingCodes: z.array(z.string()).optional() });

/** Without `_response` a change answers with no body at all (documented). */
function addDeliveryRoutes(app: FastifyInstance, here: () => Place) {
  app.get<ById>('/api/order-delivery/:id', async ({ params: { id } }, reply) => {
    const found = partById(here(), 'order_delivery', id);
    return found ? { data: withAssociations(found.part, {}) } : gone(reply, 'order_delivery', id);
  });
  app.patch<ById>('/api/order-delivery/:id', async ({ params: { id }, query, body }, reply) => {
    const place = here();
    const found = partById(place, 'order_delivery', id);
    if (!found) return gone(reply, 'order_delivery', id);
    if (!Codes.safeParse(body).success)
      return reply
        .code(400)
        .send(faults(fault(400, blank, 'This value should be of type string.', '/0/trackingCodes')));
    changePart(place, 'order_delivery', found, fieldsOf(body));
    place.tell('order_delivery', id, fieldsOf(body));
    if (query._response === undefined) return reply.code(204).header('location', `/api/order-delivery/${id}`).send();
    const part: Document = partById(place, 'order_delivery', id)?.part ?? {};
    return { data: withAssociations(part, {}) };
  });
}

const Webhook = z.looseObject({ name: z.string(), eventName: z.string(), url: z.url() });

function addWebhookRoute(app: FastifyInstance, here: () => Place) {
  app.post('/api/webhook', async ({ body }, reply) => {
    const place = here();
    if (!Webhook.safeParse(body).success)
      return reply.code(400).send(faults(fault(400, blank, 'This value should not be blank.', '/0/url')));
    const id = idOf('event', place.kept('webhooks').length);
    place.kept('webhooks').push({ id, active: true, ...fieldsOf(body) });
    place.tell('webhook', id, fieldsOf(body));
    return reply.code(204).header('location', `/api/webhook/${id}`).send();
  });
}
