import type { FastifyInstance } from 'fastify';
import type { LiveEvents } from '#server/live-events.ts';

/** Proxies close silent connections; a comment line keeps one open. */
const beatMilliseconds = 15_000;

/** GET /api/events: server-sent events of the caller's organization; the data is a LiveEvent. */
export function addEventRoute(app: FastifyInstance, live: LiveEvents) {
  app.get('/api/events', { config: { access: 'viewer' }, schema: { hide: true } }, (request, reply) => {
    const { session } = request;
    if (!session) throw new Error('A guarded route without a session');
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    reply.raw.write(': hello\n\n');
    const leave = live.listen(session.organization.id, (event) =>
      reply.raw.write(`data: ${JSON.stringify(event)}\n\n`),
    );
    const beat = setInterval(() => reply.raw.write(': beat\n\n'), beatMilliseconds);
    request.raw.on('close', () => {
      clearInterval(beat);
      leave();
    });
  });
}
