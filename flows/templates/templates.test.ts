import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { checkFlow, inFlowOrder } from '../check-flow.ts';
import type { FlowNode } from '../graph.ts';
import { DatamapperSettings } from '../kinds/datamapper.ts';
import { FilterSettings } from '../kinds/filter.ts';
import { checkMapping } from '../mapping/check.ts';
import { conditionFormula } from '../mapping/condition.ts';
import { prepareMapping } from '../mapping/evaluate.ts';
import { MappingFault } from '../mapping/fault.ts';
import { prepareCondition } from '../mapping/judge.ts';
import { stillWorld, type World } from '../mapping/world.ts';
import { fillSlots, TemplateExpected, TemplateFlow, TemplateSample } from './template.ts';

type Ending = z.infer<typeof TemplateExpected>[number];

const engine = { limits: { timeoutMs: 1000, stack: 500, sequence: 50_000 } };
const names = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const read = <S extends z.ZodType>(name: string, file: string, schema: S): z.output<S> =>
  schema.parse(JSON.parse(readFileSync(join(import.meta.dirname, name, file), 'utf8')));

/** What a step makes of a record: the record as it goes on, or nothing when it is left out. */
type Step = (record: unknown) => Promise<{ goesOn: unknown } | null>;
const goOn: Step = async (record) => ({ goesOn: record });
const steps: Record<FlowNode['kind'], (node: FlowNode, world: World) => Step> = {
  source: () => goOn,
  target: () => goOn,
  lookup: () => () => Promise.reject(new Error('No template looks anything up yet')),
  datamapper(node, world) {
    const prepared = prepareMapping(DatamapperSettings.parse(node.settings).mapping, engine);
    return async (record) => ({ goesOn: await prepared.map(record, world) });
  },
  filter(node, world) {
    const keeps = prepareCondition(conditionFormula(FilterSettings.parse(node.settings).rule), engine);
    return async (record) => ((await keeps(record, world)) ? { goesOn: record } : null);
  },
};

const worldOf = (tables: TemplateFlow['tables']): World => ({
  ...stillWorld(),
  tables: new Map(tables.map(({ name, rows }) => [name, new Map(rows.map(({ from, to }) => [from, to]))])),
});

/** Where a record ends when the flow is tried out. */
async function endingOf({ graph, tables }: TemplateFlow, key: string, body: unknown): Promise<Ending> {
  let record = body;
  try {
    for (const node of inFlowOrder(graph)) {
      const done = await steps[node.kind](node, worldOf(tables))(record);
      if (!done) return { key, outcome: 'left-out' };
      record = done.goesOn;
    }
  } catch (error) {
    if (error instanceof MappingFault) return { key, outcome: 'attention', code: error.problem.code };
    throw error;
  }
  return { key, outcome: 'would-send', output: z.json().parse(record) };
}

/** The same record with each of its lists cut to no, one or two items, and with its only item in place of the list. */
function withOtherLists(body: unknown): object[] {
  const record = z.record(z.string(), z.unknown()).parse(body);
  return Object.entries(record).flatMap(([name, list]) => {
    if (!Array.isArray(list) || list.length === 0) return [];
    return [[], list.slice(0, 1), [list[0], list[0]], list[0]].map((other) => ({ ...record, [name]: other }));
  });
}

describe.each(names)('the template %s', (name) => {
  const template = read(name, 'flow.json', TemplateFlow);
  const sample = read(name, 'sample.json', TemplateSample);
  const expected = read(name, 'expected.json', TemplateExpected);
  const { graph } = template;

  test('is sound once its systems are chosen, and names a step for each node', () => {
    const chosen = Object.fromEntries(Object.keys(template.slots).map((slot) => [slot, `the ${slot}`]));
    const operation = () => ({ missingOptions: () => [] });
    const hasTable = (table: string) => template.tables.some(({ name: known }) => known === table);
    expect(checkFlow(fillSlots(graph, chosen), { operation, hasTable })).toEqual([]);
    expect(template.steps).toHaveLength(graph.nodes.length);
  });

  test('asks for every system that its steps speak to, and for no other', () => {
    const used = graph.nodes.flatMap(({ settings }) => (settings.connection ? [settings.connection] : []));
    expect(new Set(used)).toEqual(new Set(Object.keys(template.slots)));
  });

  test('has formulas that can be read', () => {
    const mappers = graph.nodes.filter(({ kind }) => kind === 'datamapper');
    expect(mappers.flatMap(({ settings }) => checkMapping(DatamapperSettings.parse(settings).mapping))).toEqual([]);
  });

  test.each(sample)('ends with $key where it says', async ({ key, body }) => {
    const ending = await endingOf(template, key, body);
    expect(ending).toEqual(expected.find((it) => it.key === key));
  });

  test('says of every record of its sample where it ends, and of no other', () => {
    expect(expected.map(({ key }) => key)).toEqual(sample.map(({ key }) => key));
  });

  test('makes lists of no, one and two lines', async () => {
    const records = sample.flatMap(({ body }) => [body, ...withOtherLists(body)]);
    for (const { settings } of graph.nodes.filter(({ kind }) => kind === 'datamapper')) {
      const { mapping } = DatamapperSettings.parse(settings);
      const lists = mapping.mode === 'rows' ? mapping.rows.filter((row) => 'forEach' in row) : [];
      const prepared = prepareMapping(mapping, engine);
      for (const record of records) {
        const { result } = await prepared.preview(record, worldOf(template.tables));
        for (const { to } of lists) expect(at(result, to)).toBeInstanceOf(Array);
      }
    }
  });
});

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => z.record(z.string(), z.unknown()).parse(inner)[name], value);
