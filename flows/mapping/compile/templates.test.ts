import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DatamapperSettings } from '../../kinds/datamapper.ts';
import { FilterSettings } from '../../kinds/filter.ts';
import { TemplateFlow, TemplateSample } from '../../templates/template.ts';
import { conditionFormula } from '../condition.ts';
import { libraryFormula } from '../formula.ts';
import { stillWorld } from '../world.ts';
import { bothWays } from './both-ways.ts';
import { itemsOf } from './fill.ts';

const engine = { limits: { timeoutMs: 5000, stack: 500, sequence: 50_000 } };
const folder = join(import.meta.dirname, '../../templates');
const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const read = (name: string, file: string): unknown => JSON.parse(readFileSync(join(folder, name, file), 'utf8'));

/** A formula, and the list row within which it stands. */
type Formula = { source: string; forEach: string | null };

function formulasOf(name: string): Formula[] {
  return TemplateFlow.parse(read(name, 'flow.json')).graph.nodes.flatMap(({ kind, settings }): Formula[] => {
    if (kind === 'filter') return [{ source: conditionFormula(FilterSettings.parse(settings).rule), forEach: null }];
    if (kind !== 'datamapper') return [];
    const { mapping } = DatamapperSettings.parse(settings);
    if (mapping.mode === 'expression') return [{ source: mapping.expression, forEach: null }];
    return mapping.rows.flatMap((row) =>
      'forEach' in row
        ? [
            { source: row.forEach, forEach: null },
            ...row.rows.map(({ from }) => ({ source: from, forEach: row.forEach })),
          ]
        : [{ source: row.from, forEach: null }],
    );
  });
}

/** The sample's records as they are, and with each of their lists cut to no, one or two items. */
function recordsOf(name: string): unknown[] {
  return TemplateSample.parse(read(name, 'sample.json')).flatMap(({ body }) => {
    const record = z.record(z.string(), z.unknown()).parse(body);
    const lists = Object.entries(record).filter(([, list]) => Array.isArray(list) && list.length > 0);
    const others = lists.flatMap(([field, list]) => {
      const [first] = z.array(z.unknown()).parse(list);
      return [[], [first], [first, first], first].map((other) => ({ ...record, [field]: other }));
    });
    return [record, ...others];
  });
}

async function contextsOf(forEach: string | null, record: unknown): Promise<readonly unknown[]> {
  if (forEach === null) return [record];
  return itemsOf(await libraryFormula(forEach, engine).evaluate(structuredClone(record), {}, stillWorld()));
}

/** Runs one formula both ways for all that it may meet; how often. */
async function expectSame({ source, forEach }: Formula, records: unknown[]): Promise<number> {
  const run = bothWays(source, engine);
  if (!run) throw new Error(`Not compiled: ${source}`);
  let ends = 0;
  for (const record of records) {
    for (const context of await contextsOf(forEach, record)) {
      const { library, ours, quick } = await run(JSON.stringify(context), forEach === null ? {} : { record });
      expect(ours, source).toEqual(library);
      if (quick !== null) expect({ value: quick }, source).toEqual(library);
      ends += 1;
    }
  }
  return ends;
}

describe('the formulas of the template', () => {
  it.each(names)('%s are all compiled and end as the library ends them', async (name) => {
    const records = recordsOf(name);
    const formulas = formulasOf(name).filter(({ source }) => source.trim() !== '');
    let ends = 0;
    for (const formula of formulas) ends += await expectSame(formula, records);
    expect(ends).toBeGreaterThanOrEqual(formulas.length);
  });
});
