import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { startTrial } from '#server/sandboxes/trial.ts';
import type { Json } from '../connector.ts';

const file = path.join(import.meta.dirname, '../../../../shared/reference/specs/storekeeper/rpc-call-shapes.txt');
const text = existsSync(file) ? readFileSync(file, 'utf8') : '';

/** Field paths that were seen in recorded answers of a function, without their types. */
const seen = (name: string): Set<string> => {
  const [, block = ''] = text.split(`===== ${name}\n`);
  const [own = ''] = block.split('\n=====');
  return new Set(own.split('\n').flatMap((line) => /^ {4}(\S+) /.exec(line)?.[1] ?? []));
};

/** Every field of an answer as those lists write it: `data[].flat_product.title`. */
function pathsOf(value: Json, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((it) => pathsOf(it, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, at === '' ? name : `${at}.${name}`));
}

const Answer = z.object({ response: z.json() });
const Sent = z.object({ auth: z.record(z.string(), z.string()), params: z.array(z.json()) });

describe.skipIf(text === '')("What was recorded of the vendor's own plugin", () => {
  test('has every field that the stand-in shows of products and tax rates, and every argument that is sent', async () => {
    const trial = await startTrial('storekeeper');
    const target = trial.connector.targets['administrative-orders'];
    await trial.connector.sources['stock-feed']?.read(trial.context, {}, null);
    for (const { key, body } of target?.samples ?? []) await target?.write(trial.context, {}, body, key);
    await trial.close();
    for (const name of ['ShopModule::naturalSearchShopFlatProductForHooks', 'ProductsModule::listTaxRates']) {
      const calls = trial.exchanges.filter(({ url }) => url.includes(`function=${name.split('::')[1]}`));
      expect(calls.length).toBeGreaterThan(0);
      for (const { responseBody, requestBody } of calls) {
        const { response } = Answer.parse(JSON.parse(responseBody ?? ''));
        for (const it of pathsOf(response)) expect([...seen(name)]).toContain(it);
        expect(Object.keys(Sent.parse(JSON.parse(requestBody ?? '')).auth)).toContain('client_name');
      }
    }
  });

  test('knows the filter on kinds of products, and the way lists are asked for', () => {
    expect(text).toContain('{"name": "flat_product/product/type__in_list", "multi_val"');
    expect(text).toContain('[0, 0, 0, 1, null, [{"name": "id__=", "val"');
  });
});
