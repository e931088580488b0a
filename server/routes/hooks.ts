import type { FastifyInstance, FastifyRequest } from 'fastify';
import { receiveHook } from '#flows/api/inboxes.ts';
import { createInboxWriter } from '#server/connections/inbox-writer.ts';
import { adoptSettings, createReceivers, NotTrustedError, readDelivery } from '#server/connections/receive.ts';
import type { HookDelivery, Json } from '#server/connectors/connector.ts';
import { PermanentError } from '#server/errors.ts';
import type { AtOnce } from '#server/jobs/at-once.ts';
import type { Services } from '#server/services.ts';
import { notFound, Refusal } from './refusal.ts';

/** More than any event that a shop sends. */
const largestBody = 1_000_000;

/** Where other systems send by themselves. The body stays as it came, because its signature is over its bytes. */
export function addHookRoute(app: FastifyInstance, services: Services, atOnce: AtOnce) {
  const { method, path, access, summary, response } = receiveHook;
  const take = taker(services, atOnce);
  app.register(async (hooks) => {
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    hooks.route<{ Params: { token: string } }>({
      method,
      url: path,
      bodyLimit: largestBody,
      config: { access },
      schema: { summary, operationId: 'receiveHook', tags: ['hooks'], response: { 202: response } },
      handler: async (request, reply) => {
        const { isNew, answer } = await take(request, request.params.token);
        return answer === undefined
          ? reply.code(202).send({ ok: true, repeated: !isNew })
          : reply.code(200).send(answer);
      },
    });
  });
}

function taker(services: Services, atOnce: AtOnce) {
  const receiverOf = createReceivers(services);
  const keep = createInboxWriter(services.db, services.now);
  return async (request: FastifyRequest, token: string): Promise<{ isNew: boolean; answer: Json | undefined }> => {
    try {
      const receiver = await receiverOf(token);
      if (!receiver) throw notFound();
      const delivery = deliveryOf(request);
      const arrival = readDelivery(receiver, delivery, services.now());
      await adoptSettings(services, receiver, delivery);
      const isNew = arrival !== null && (await keep(receiver.inbox, arrival));
      if (isNew) atOnce.wake(receiver.inbox);
      return { isNew, answer: receiver.receiving.answer };
    } catch (error) {
      throw refusalOf(error, request);
    }
  };
}

function refusalOf(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof NotTrustedError) return new Refusal(401, 'hook-not-trusted');
  if (error instanceof PermanentError) return new Refusal(400, error.problem.code, { params: error.problem.params });
  // It is not kept, so the sender must hear that and send it again.
  request.log.error({ err: error }, 'a hook was not kept');
  return new Refusal(503, 'unavailable');
}

function deliveryOf({ headers, body }: FastifyRequest): HookDelivery {
  const flat = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]);
  return { headers: Object.fromEntries(flat), body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) };
}
