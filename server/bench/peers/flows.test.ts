import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { mapByHand, orderOf } from '../orders.ts';
import { fields, n8nFlow } from './n8n-flow.ts';
import { nodeRedFlow, pageExpression } from './node-red-flow.ts';

const orders = Array.from({ length: 60 }, (_, no) => orderOf(no));
const byHand = orders.map(mapByHand);

/** Puts a value under a path with dots, as the peer's own node does. */
function put(record: Record<string, unknown>, [first = '', ...rest]: string[], value: unknown) {
  const inner = z.record(z.string(), z.unknown()).catch({}).parse(record[first]);
  record[first] = rest.length === 0 ? value : put(inner, rest, value);
  return record;
}

describe('what the peers of the bench are given', () => {
  test('Node-RED maps a page of orders as somebody would by hand', async () => {
    const page = await jsonata(pageExpression).evaluate({ payload: { orders, more: false } });
    expect(JSON.parse(JSON.stringify(page))).toEqual(byHand);
  });

  test('a page of one order is still a list for Node-RED', async () => {
    const page = await jsonata(pageExpression).evaluate({ payload: { orders: orders.slice(0, 1), more: false } });
    expect(JSON.parse(JSON.stringify(page))).toEqual(byHand.slice(0, 1));
  });

  test("n8n's fields give the same record as by hand", () => {
    const ways = fields.map(([name, , from]) => [name.split('.'), new Function('$json', `return ${from}`)] as const);
    const mapped = orders.map((order) =>
      ways.reduce<Record<string, unknown>>((record, [path, from]) => put(record, path, from(order)), {}),
    );
    expect(mapped).toEqual(byHand);
  });

  test.each(['list', 'one'] as const)('every step of both flows leads on to one that is there (%s)', (how) => {
    const ids = new Set(nodeRedFlow.map(({ id }) => id));
    const wires = nodeRedFlow.flatMap(({ wires }) => z.array(z.array(z.string())).default([]).parse(wires).flat());
    expect(wires.filter((it) => !ids.has(it))).toEqual([]);
    const { nodes, connections } = n8nFlow(how);
    const names = new Set(nodes.map(({ name }) => name));
    const next = Object.values(connections).flatMap(({ main }) => main.flat().map(({ node }) => node));
    expect(next.filter((it) => !names.has(it))).toEqual([]);
  });
});
