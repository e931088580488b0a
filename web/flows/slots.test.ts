import { expect, test } from 'vitest';
import type { Connection } from '#flows/api/connections.ts';
import { demoFirst, fillSlotsFirst, matching } from './slots.ts';

const title = { en: 'Shop', nl: 'Shop', de: 'Shop', fr: 'Boutique' };
const slots = { shop: { connector: 'shop', title }, books: { connector: 'books', title } };

function connection(id: string, connector: string, more: Partial<Connection> = {}): Connection {
  const rest = {
    name: id,
    settings: {},
    secrets: {},
    checks: [],
    checkedAt: null,
    access: 'not-needed' as const,
    leftAloneUntil: null,
    flows: [],
  };
  return { id, connector, sandbox: false, state: 'untested', ...rest, ...more };
}

test('a demo connection is chosen first', () => {
  const connections = [connection('own', 'shop', { state: 'working' }), connection('demo', 'shop', { sandbox: true })];
  expect(fillSlotsFirst(slots, connections)).toEqual({ shop: 'demo' });
});

test('without a demo one that works comes before one that was never tested', () => {
  const connections = [connection('new', 'books'), connection('works', 'books', { state: 'working' })];
  expect(fillSlotsFirst(slots, connections)).toEqual({ books: 'works' });
});

test('a system that is not connected leaves its slot open', () => {
  expect(fillSlotsFirst(slots, [])).toEqual({});
});

test('templates that need nothing of your own come first, the others keep their order', () => {
  const template = (id: string, connector: string) => {
    return { id, title, about: title, steps: [], questions: [], slots: { only: { connector, title } } };
  };
  const sorted = demoFirst([template('a', 'file'), template('b', 'other'), template('c', 'shop')], ['shop']);
  expect(sorted.map((each) => each.id)).toEqual(['c', 'a', 'b']);
});

test('a ready-made flow is found by any words of its text and its systems, in any order', () => {
  const template = (id: string) => ({ id, title, about: title, steps: [], questions: [], slots: {} });
  const texts: Record<string, string[]> = { a: ['Orders to the books', 'AccountView'], b: ['Orders', 'bol.com'] };
  const found = (asked: string) =>
    matching([template('a'), template('b')], asked, ({ id }) => texts[id] ?? []).map(({ id }) => id);
  expect(found('')).toEqual(['a', 'b']);
  expect(found(' BOL orders ')).toEqual(['b']);
  expect(found('books bol')).toEqual([]);
});
