import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';

const [most, perSecond, tooOften, blockMs] = [20, 15, 10, 900_000];
const Bucket = z.object({ left: z.number(), at: z.number(), refused: z.number(), blockedUntil: z.number() });

/** Calls are counted only where a person has turned the limits on: tests of other things would run into them. */
export async function bucket(place: Place, reply: FastifyReply, problem: (status: number, message: string) => Json) {
  if (place.world.rules.limits !== true) return;
  const now = place.now.getTime();
  const fresh = { left: most, at: now, refused: 0, blockedUntil: 0 };
  const it = Bucket.catch(fresh).parse(place.world.rules.bucket);
  const left = Math.min(most, it.left + ((now - it.at) * perSecond) / 1000);
  const next = { ...it, at: now, left: Math.max(0, left - 1) };
  reply.header('x-ratelimit-remaining', Math.floor(next.left));
  if (now < it.blockedUntil) {
    reply.header('X-Robaws-Unauthorized-Reason', 'temp-blocked');
    return reply.code(401).send(problem(401, 'temporarily blocked'));
  }
  if (left < 1) {
    next.refused += 1;
    if (next.refused >= tooOften) Object.assign(next, { refused: 0, blockedUntil: now + blockMs });
  }
  place.world.rules.bucket = next;
  return left < 1 ? reply.code(429).send(problem(429, 'too many requests')) : undefined;
}
