import { expect, test } from 'vitest';
import type { Connection } from '#flows/api/connections.ts';
import type { ConnectorInfo, FormField, SourceInfo } from '#flows/api/connectors.ts';
import { connectorsFor, freshOptions, needsNothing, settingsFor } from './operations.ts';

const words = { en: 'x', nl: 'x', de: 'x', fr: 'x' };
const field = (name: string, initial: FormField['initial'], required = false): FormField => ({
  name,
  title: words,
  help: null,
  type: 'text',
  required,
  initial,
});
const source: SourceInfo = {
  title: words,
  confidence: 'documented',
  factsFrom: null,
  form: [field('delimiter', 'auto'), field('file', null, true)],
  optionsSchema: {},
  exampleOptions: {},
  samples: [],
  canStartAt: false,
  pushed: false,
  canReadOne: false,
};
const connector = (sources: Record<string, SourceInfo>, form: FormField[] = []): ConnectorInfo => ({
  id: 'csv',
  title: words,
  about: words,
  confidence: 'documented',
  form,
  settingsSchema: {},
  howToConnect: [],
  problems: {},
  sources,
  lookups: {},
  targets: {},
  sandbox: false,
  receives: false,
  suggests: false,
  offers: false,
});
const connection: Connection = {
  id: 'c1',
  connector: 'csv',
  name: 'Files',
  sandbox: false,
  settings: {},
  secrets: {},
  state: 'working',
  checks: [],
  checkedAt: null,
  access: 'not-needed' as const,
  leftAloneUntil: null,
  flows: [],
};

test('choosing a connection takes its only operation, with the options of a fresh form', () => {
  expect(settingsFor(connection, [connector({ rows: source })], 'source')).toEqual({
    connection: 'c1',
    operation: 'rows',
    options: { delimiter: 'auto' },
  });
});

test('of several operations none is taken', () => {
  expect(settingsFor(connection, [connector({ rows: source, lines: source })], 'source').operation).toBeNull();
});

test('empty fields are no options', () => {
  const form = [field('a', ''), field('b', null), field('c', false), field('d', 0)];
  expect(freshOptions({ form, exampleOptions: {} }, false)).toEqual({ c: false, d: 0 });
});

test('on a demo system a step starts with options that work there', () => {
  const operation = { form: [field('path', ''), field('size', 10)], exampleOptions: { path: '/orders' } };
  expect(freshOptions(operation, true)).toEqual({ path: '/orders', size: 10 });
  expect(freshOptions(operation, false)).toEqual({ size: 10 });
});

test('only systems that can be read from are offered to get something', () => {
  expect(connectorsFor('source', [connector({}), connector({ rows: source })])).toHaveLength(1);
  expect(connectorsFor('target', [connector({ rows: source })])).toHaveLength(0);
});

test('a system is connected on the spot when nothing has to be filled in', () => {
  expect(needsNothing(connector({}, [field('note', null)]))).toBe(true);
  expect(needsNothing(connector({}, [field('key', null, true)]))).toBe(false);
});
