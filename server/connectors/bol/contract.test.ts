import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import { hasSpecs, readSpec } from '#server/testing/vendor-spec.ts';
import { readToEnd } from '../read-to-end.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial('bol');
});
afterEach(() => trial.close());

/** Reads and writes everything that the connector can, and gives what went over the line with its path. */
async function everything() {
  const { connector, context } = trial;
  await connector.check(context);
  for (const source of Object.values(connector.sources)) await readToEnd(source, context, null);
  for (const target of Object.values(connector.targets))
    for (const { key, body } of target.samples) {
      await target.write(context, target.options.parse({}) as Record<string, unknown>, body, key);
      await target.find?.(context, target.options.parse({}) as Record<string, unknown>, body, key);
    }
  return trial.exchanges
    .map((it) => ({ ...it, path: new URL(it.url).pathname.replace('/bol', '') }))
    .filter(({ path }) => !path.startsWith('/login'));
}

const isEmpty = (body: string) => /^\{\s*\}$/.test(body);

describe.skipIf(!hasSpecs)("beside the vendor's own description", () => {
  const specs = hasSpecs
    ? [readSpec('bol', 'retailer.json'), readSpec('bol', 'shared.json'), readSpec('bol', 'offers-v11.normalized.json')]
    : [];
  /** Offers are described twice; ours are those of version 11. */
  const specOf = (path: string) =>
    path.startsWith('/retailer/offers') ? specs.slice(2) : path.startsWith('/shared') ? specs.slice(1, 2) : specs;

  test('every request and every answer is as it says, but for empty lists', async () => {
    const seen = new Set<string>();
    for (const { method, path, status, requestBody, responseBody } of await everything()) {
      const [spec] = specOf(path);
      const answer = spec?.answer(method, path, status ?? 0);
      if (answer && responseBody && !isEmpty(responseBody)) {
        const parsed = answer.safeParse(JSON.parse(responseBody));
        expect(parsed.error?.issues, `${method} ${path} ${status} ${responseBody}`).toBeUndefined();
        seen.add(`${method} ${path.split('/').slice(1, 3).join('/')} ${status}`);
      }
      const request = requestBody ? spec?.request(method, path) : null;
      if (request) expect(request.safeParse(JSON.parse(requestBody ?? '')).error?.issues, path).toBeUndefined();
    }
    expect([...seen].sort()).toEqual([
      'GET retailer/content 200',
      'GET retailer/offers 200',
      'GET retailer/orders 200',
      'GET retailer/shipments 200',
      'GET shared/process-status 200',
      'POST retailer/shipments 202',
      'PUT retailer/orders 202',
    ]);
  });
});

async function call(path: string, headers: Record<string, string>, method: 'GET' | 'PUT' = 'GET') {
  const { access } = await trial.context.token(async () => {
    throw new Error('the connector has asked for a token before');
  });
  const url = `${trial.address}${path}`;
  const json = method === 'PUT' ? { orderItems: [] } : undefined;
  const authorization = `Bearer ${access}`;
  const answer = await trial.context.http.send({
    method,
    url,
    json,
    headers: { authorization, ...headers },
    effect: 'read',
  });
  return answer.status;
}

test('the version stands in the media type, of offers another than of the rest', async () => {
  await trial.connector.check(trial.context);
  const [v10, v11] = ['application/vnd.retailer.v10+json', 'application/vnd.retailer.v11+json'];
  expect(await call('/retailer/orders', { accept: 'application/json' })).toBe(406);
  expect(await call('/retailer/orders', { accept: v10 })).toBe(200);
  expect(await call('/retailer/offers', { accept: v10 })).toBe(406);
  expect(await call('/retailer/offers', { accept: v11 })).toBe(200);
  expect(await call('/retailer/orders/cancellation', { accept: v10 }, 'PUT')).toBe(415);
  expect(await call('/retailer/orders/cancellation', { accept: v10, 'content-type': v10 }, 'PUT')).toBe(400);
});

test('a token that ends in the middle of a reading is renewed, and one token serves all calls until then', async () => {
  await trial.close();
  let now = new Date('2026-03-02T10:00:00Z');
  trial = await startTrial('bol', { size: 120, now: () => now });
  const { orders } = trial.connector.sources;
  const first = await orders?.read(trial.context, {}, null);
  // The connector believes in it for longer than bol does.
  const stored = await trial.context.token(async () => {
    throw new Error('there is one');
  });
  stored.expiresAt = '2027-01-01T00:00:00Z';
  now = new Date('2026-03-02T10:06:00Z');
  const second = await orders?.read(trial.context, {}, first?.next ?? null);
  expect(second?.records.length).toBeGreaterThan(20);
  expect(trial.exchanges.filter(({ url }) => url.endsWith('/token'))).toHaveLength(2);
});
