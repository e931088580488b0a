import * as z from 'zod';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createHttpClient } from '#server/outbound/client.ts';

const Line = z.object({ port: z.number(), known: z.record(z.string(), z.string()) });

/** Where a stand-in answers that does not speak HTTP, as settings: its port is not known before it has started. */
export async function lineAt(address: string): Promise<Record<string, string | number> & { host: string }> {
  const { host, hostname } = new URL(address);
  const http = createHttpClient({
    ...{ secrets: [], hosts: [host], mayReach: allowPrivate([host]), onExchange: () => undefined },
    now: () => new Date(),
  });
  const answer = await http.send({ method: 'GET', url: `${address}/line`, effect: 'read' });
  const { port, known } = answer.json(Line);
  return { host: hostname, port, ...known };
}
