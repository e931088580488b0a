import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { suggest } from './openapi.ts';

const order = {
  type: 'object',
  properties: { id: { type: 'integer' }, orderNumber: { type: 'string' }, updated_at: { type: 'string' } },
};
const query = (name: string) => ({ name, in: 'query', schema: { type: 'string' } });
const answer = (schema: unknown) => ({ '200': { description: 'ok', content: { 'application/json': { schema } } } });
const documented = (paths: unknown, more = {}) => JSON.stringify({ openapi: '3.1.0', paths, ...more });

const shop = documented(
  {
    '/orders': {
      get: {
        summary: 'List orders',
        parameters: [query('page'), query('per_page'), { $ref: '#/components/parameters/since' }],
        responses: answer({ $ref: '#/components/schemas/Orders' }),
      },
      post: { operationId: 'createOrder', responses: {} },
    },
    '/orders/{id}': { get: { responses: answer({ $ref: '#/components/schemas/Order' }) }, patch: { responses: {} } },
    '/status': { get: { responses: answer({ type: 'object', properties: { ok: { type: 'boolean' } } }) } },
  },
  {
    components: {
      parameters: { since: query('updated_after') },
      schemas: {
        Order: { allOf: [order, { $ref: '#/components/schemas/Order' }] },
        Orders: {
          properties: {
            data: { properties: { orders: { type: 'array', items: { $ref: '#/components/schemas/Order' } } } },
          },
        },
      },
    },
  },
);

describe('An OpenAPI document', () => {
  test('fills the form of a list: where it is, how it goes on, what changed, and where one record is', () => {
    expect(suggest(shop)?.filter(({ side }) => side === 'source')).toEqual([
      {
        side: 'source',
        operation: 'records',
        title: 'GET /orders List orders',
        options: {
          ...{ path: '/orders', list: 'data.orders', key: 'orderNumber', onePath: '/orders/{key}' },
          ...{ paging: 'page', pageParam: 'page', sizeParam: 'per_page' },
          ...{ sinceParam: 'updated_after', changedAt: 'updated_at' },
        },
      },
    ]);
  });

  test('fills the form of what is sent', () => {
    expect(suggest(shop)?.filter(({ side }) => side === 'target')).toEqual([
      {
        side: 'target',
        operation: 'json',
        title: 'POST /orders createOrder',
        options: { method: 'POST', path: '/orders' },
      },
      {
        side: 'target',
        operation: 'json',
        title: 'PATCH /orders/{id}',
        options: { method: 'PATCH', path: '/orders/{id}' },
      },
    ]);
  });

  test('may be of the older kind (Swagger 2)', () => {
    const responses = { '200': { schema: { type: 'array', items: order } } };
    const old = JSON.stringify({
      swagger: '2.0',
      paths: { '/o': { get: { parameters: [query('offset')], responses } } },
    });
    expect(suggest(old)?.[0]?.options).toMatchObject({ path: '/o', list: '', paging: 'offset', pageParam: 'offset' });
  });

  test.each(['', '{', 'openapi: 3.0.0', '[]', '{"paths":{}}'])('is told from anything else: %j', (text) => {
    expect(suggest(text)).toBeNull();
  });

  test('never breaks, whatever is in it', () => {
    const paths = fc.dictionary(fc.string(), fc.dictionary(fc.constantFrom('get', 'post'), fc.jsonValue()));
    fc.assert(fc.property(paths, (it) => Array.isArray(suggest(documented(it)))));
    const around = documented(
      { '/a': { get: { responses: answer({ $ref: '#/components/schemas/A' }) } } },
      { components: { schemas: { A: { $ref: '#/components/schemas/A' } } } },
    );
    expect(suggest(around)).toEqual([]);
  });

  const specs = path.join(import.meta.dirname, '../../../../shared/reference/specs');
  const real = ['bol/retailer.json', 'shopware/adminapi.json'].filter((file) => existsSync(path.join(specs, file)));
  test.skipIf(real.length === 0).each(real)('of a real vendor gives something to read: %s', (file) => {
    const found = suggest(readFileSync(path.join(specs, file), 'utf8')) ?? [];
    expect(found.some(({ side }) => side === 'source')).toBe(true);
  });
});
