import * as z from 'zod';
import { Received, SandboxInfo, sandboxRoutes } from '#flows/api/sandboxes.ts';
import type { Json } from '#server/connectors/connector.ts';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createHttpClient } from '#server/outbound/client.ts';
import type { OutboundAnswer, OutboundRequest } from '#server/outbound/http-client.ts';
import type { FaultKind } from './sandbox.ts';

const Issues = z.object({ issues: z.array(z.object({ path: z.string(), message: z.string() })) });

type Acted = { ok: true; key: string } | { ok: false; issues: z.infer<typeof Issues>['issues'] };

/** The sandboxes as the product sees them. An unknown name, action or fault gives null. */
export type SandboxControl = {
  list(): Promise<SandboxInfo[]>;
  act(name: string, action: string, input: Record<string, Json>): Promise<Acted | null>;
  /** The fault strikes the next `times` requests that it fits; 0 clears it. */
  fault(name: string, kind: FaultKind, times: number): Promise<{ ok: true } | null>;
  received(name: string): Promise<z.infer<typeof Received>[] | null>;
  /** A fresh world without faults. */
  reset(name: string): Promise<{ ok: true } | null>;
};

const Done = z.object({ ok: z.literal(true) });

/** Speaks to a sandbox host, in this process or another. */
export function createSandboxControl({ address, key }: { address: string; key: string }): SandboxControl {
  const { host } = new URL(address);
  const http = createHttpClient({
    secrets: [key],
    hosts: [host],
    mayReach: allowPrivate([host]),
    onExchange: () => {},
    now: () => new Date(),
  });
  const ask = (request: Pick<OutboundRequest, 'method' | 'json'>, ...path: string[]) =>
    http.send({
      ...request,
      url: `${address}/-/sandboxes${path.map((part) => `/${encodeURIComponent(part)}`).join('')}`,
      headers: { authorization: `Bearer ${key}` },
      effect: request.method === 'GET' ? 'read' : 'write',
    });
  return {
    list: async () => known(await ask({ method: 'GET' }), z.object({ items: z.array(SandboxInfo) }))?.items ?? [],
    async act(name, action, input) {
      const answer = await ask({ method: 'POST', json: input }, name, 'actions', action);
      if (answer.status === 400) return { ok: false, ...answer.json(Issues) };
      const done = known(answer, sandboxRoutes.actOnSandbox.response);
      return done && { ok: true, key: done.key };
    },
    fault: async (name, kind, times) =>
      known(await ask({ method: 'POST', json: { kind, times } }, name, 'faults'), Done),
    async received(name) {
      const found = known(await ask({ method: 'GET' }, name, 'received'), z.object({ items: z.array(Received) }));
      return found?.items ?? null;
    },
    reset: async (name) => known(await ask({ method: 'POST', json: {} }, name, 'reset'), Done),
  };
}

function known<S extends z.ZodType>(answer: OutboundAnswer, schema: S): z.output<S> | null {
  if (answer.status === 404) return null;
  if (answer.status === 200) return answer.json(schema);
  throw new Error(`the sandbox host answered ${answer.status}: ${answer.excerpt}`);
}
