import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { MappingFault } from '../fault.ts';
import { type BothWays, bothWays } from './both-ways.ts';

/** The library's public test-suite, where it lies beside the checkout: jsonata 2.2.2, test/test-suite (MIT). */
const folder = join(import.meta.dirname, '../../../../shared/jsonata-cases');
const engine = { limits: { timeoutMs: 20_000, stack: 500, sequence: 50_000 } };

const Case = z.object({
  expr: z.string().optional(),
  'expr-file': z.string().optional(),
  dataset: z.string().nullish(),
  data: z.unknown().optional(),
  bindings: z.record(z.string(), z.unknown()).default({}),
});
type Case = z.infer<typeof Case>;

function readCases(): { name: string; source: string; record: string; bindings: Case['bindings'] }[] {
  const groups = join(folder, 'groups');
  return readdirSync(groups).flatMap((group) =>
    readdirSync(join(groups, group))
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) =>
        z.union([z.array(Case), Case.transform((one) => [one])]).parse(readJson(join(groups, group, file))),
      )
      .map((one, at) => ({
        name: `${group} ${at}`,
        source: one.expr ?? readFileSync(join(groups, group, one['expr-file'] ?? ''), 'utf8'),
        record: one.dataset ? read(join(folder, 'datasets', `${one.dataset}.json`)) : (JSON.stringify(one.data) ?? ''),
        bindings: one.bindings,
      })),
  );
}

const read = (path: string) => readFileSync(path, 'utf8');
const readJson = (path: string): unknown => JSON.parse(read(path));

type Count = { formulas: number; compiled: number; valuesByUs: number };

/** Whether a case is right. One that is no formula to us (it cannot be read, or renames a built-in function) is not counted. */
async function isRight({ source, record, bindings }: ReturnType<typeof readCases>[number], count: Count) {
  try {
    const run = bothWays(source, engine);
    count.formulas += 1;
    if (!run) return true;
    count.compiled += 1;
    const ways = await run(record, bindings);
    if (ways.quick !== null) count.valuesByUs += 1;
    return isSame(ways);
  } catch (error) {
    if (error instanceof MappingFault) return true;
    throw error;
  }
}

function isSame({ library, ours, quick }: BothWays): boolean {
  const isSameValue = quick === null || ('value' in library && library.value === quick);
  return isSameValue && JSON.stringify(ours) === JSON.stringify(library);
}

describe.skipIf(!existsSync(folder))(
  'the public cases of jsonata 2.2.2 (skipped where ../shared/jsonata-cases is absent)',
  () => {
    it('end as the library ends them, value for value and fault for fault, and most of them compiled', async () => {
      const count = { formulas: 0, compiled: 0, valuesByUs: 0 };
      const wrong: string[] = [];
      for (const one of readCases()) if (!(await isRight(one, count))) wrong.push(`${one.name}: ${one.source}`);
      console.info('public cases:', count);
      expect(wrong).toEqual([]);
      expect(count.compiled / count.formulas).toBeGreaterThan(0.85);
      expect(count.valuesByUs).toBeGreaterThan(600);
    }, 120_000);
  },
);
