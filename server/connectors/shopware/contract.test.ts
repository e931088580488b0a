import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import { hasSpecs, readSpec } from '#server/testing/vendor-spec.ts';
import type { Json } from '../connector.ts';
import { readToEnd } from '../read-to-end.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial('shopware');
});
afterEach(() => trial.close());

/** Reads and writes everything that the connector can, and gives what went over the line with its path. */
async function everything() {
  const { connector, context } = trial;
  await connector.check(context);
  for (const source of Object.values(connector.sources)) await readToEnd(source, context, null);
  for (const target of Object.values(connector.targets))
    for (const { key, body } of target.samples) {
      const { id } = await target.write(context, {}, body, key);
      await target.read?.(context, {}, id);
    }
  return trial.exchanges
    .map((it) => ({ ...it, path: new URL(it.url).pathname.replace('/shopware/api', '') }))
    .filter(({ path }) => !path.startsWith('/oauth'));
}

/** The description knows no empty values, although Shopware answers `updatedAt: null`. */
function withoutNull(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== 'object' || value === null) return value;
  // The description names the count's mode, shops take its number too, and older ones nothing else.
  const filled = Object.entries(value).filter(([name, inner]) => inner !== null && name !== 'total-count-mode');
  return Object.fromEntries(filled.map(([name, inner]) => [name, withoutNull(inner)]));
}
/** Lists that the description calls objects: taxes of a price, and what PHP writes for an object without anything in it. */
const lists = ['calculatedTaxes', 'taxRules', 'notFound', 'deleted', 'extensions'];

/**
 * What is left out is no fault: a change names only what changes, and of what belongs to an order the stand-in tells what a
 * flow may need.
 */
const described = (schema: z.ZodType, text: string) =>
  schema
    .safeParse(jsonOf(text))
    .error?.issues.filter(
      ({ path, message }) => !message.endsWith('received undefined') && !lists.includes(String(path.at(-1))),
    ) ?? [];
const jsonOf = (text: string) => withoutNull(z.json().parse(JSON.parse(text)));

describe.skipIf(!hasSpecs)("beside the vendor's own description", () => {
  const compared = ['POST search/order', 'POST _action/order_delivery', 'POST _action/sync'];

  test('whatever is asked and answered has the type that it says', { timeout: 60_000 }, async () => {
    const spec = readSpec('shopware', 'adminapi.json');
    // Of each call the longest answer: the description is large, and to read it takes its time.
    const calls = new Map<string, Awaited<ReturnType<typeof everything>>[number]>();
    for (const it of await everything()) {
      const name = `${it.method} ${it.path
        .split('/')
        .slice(1, 3)
        .join('/')
        .replace(/[0-9a-f]{32}/, 'id')}`;
      const longest = calls.get(name)?.responseBody?.length ?? -1;
      if (compared.includes(name) && (it.responseBody?.length ?? 0) > longest) calls.set(name, it);
    }
    const seen: string[] = [];
    for (const [name, { method, path, status, requestBody, responseBody }] of calls) {
      const bodies = [
        ['request', spec.request(method, path), requestBody],
        ['answer', spec.answer(method, path, status ?? 0), responseBody],
      ] as const;
      for (const [side, schema, text] of bodies) {
        if (!schema || !text) continue;
        expect(described(schema, text), `${name} ${text}`).toEqual([]);
        seen.push(`${name} ${side}`);
      }
    }
    expect(seen.sort()).toEqual([
      'POST _action/order_delivery request',
      'POST _action/sync answer',
      'POST _action/sync request',
      'POST search/order answer',
      'POST search/order request',
    ]);
  });
});
