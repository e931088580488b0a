import type { FastifyInstance, FastifyRequest } from 'fastify';
import { receiveHook } from '#flows/api/inboxes.ts';
import { NotTrustedError, receive } from '#server/connections/receive.ts';
import type { HookDelivery } from '#server/connectors/connector.ts';
import { findInboxByToken } from '#server/database/inboxes.ts';
import { PermanentError } from '#server/errors.ts';
import type { AtOnce } from '#server/jobs/at-once.ts';
import type { Services } from '#server/services.ts';
import { notFound, Refusal } from './refusal.ts';

/** More than any event that a shop sends. */
const largestBody = 1_000_000;

/** Where other systems send by themselves. The body stays as it came, because its signature is over its bytes. */
export function addHookRoute(app: FastifyInstance, services: Services, atOnce: AtOnce) {
  const { method, path, access, summary, response } = receiveHook;
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
        const isNew = await take(services, request, request.params.token, atOnce);
        return reply.code(202).send({ ok: true, repeated: !isNew });
      },
    });
  });
}

async function take(services: Services, request: FastifyRequest, token: string, atOnce: AtOnce): Promise<boolean> {
  try {
    const inbox = await findInboxByToken(services.db, token);
    if (!inbox) throw notFound();
    const isNew = await receive(services, inbox, deliveryOf(request));
    if (isNew) atOnce.wake(inbox);
    return isNew;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof NotTrustedError) throw new Refusal(401, 'hook-not-trusted');
    if (error instanceof PermanentError) throw new Refusal(400, error.problem.code, { params: error.problem.params });
    // It is not kept, so the sender must hear that and send it again.
    request.log.error({ err: error }, 'a hook was not kept');
    throw new Refusal(503, 'unavailable');
  }
}

function deliveryOf({ headers, body }: FastifyRequest): HookDelivery {
  const flat = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]);
  return { headers: Object.fromEntries(flat), body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) };
}
