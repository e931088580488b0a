import { failure, judgedOf, previewOf } from './answers.ts';
import { runBatch } from './batch.ts';
import type { Cage, CageRecord, CageWorld } from './cage.ts';
import type { CellSettings } from './cell.ts';
import { Cells } from './cells.ts';
import { type Job, stillWorld } from './job.ts';
import { Slots } from './slots.ts';

/**
 * The cage: up to `size` children, started when they are needed; batches wait for one in the order of their calls.
 * `deadlineMs` is for one record, and generous: a mapping takes well below a millisecond, but a machine may be busy.
 */
export function createCage(settings: Partial<CellSettings & { size: number }> = {}): Cage {
  const { size = 2, heapMb = 96, deadlineMs = 1000 } = settings;
  const slots = new Slots(size);
  const cells = new Cells({ heapMb, deadlineMs });
  const run = (job: Job, records: readonly CageRecord[], world = stillWorld) =>
    slots.use(() => runBatch({ job: JSON.stringify(withTables(job, world)), records, world }, cells));
  return {
    map: (mapping, records, world) => run({ do: 'map', mapping }, records, world),
    judge: async (expression, records, world) => (await run({ do: 'judge', expression }, records, world)).map(judgedOf),
    async preview(mapping, record, world) {
      const [answer] = await run({ do: 'preview', mapping }, [record], world);
      return previewOf(answer ?? failure({ code: 'mapping.failed', params: { code: 'no answer' } }));
    },
    close: () => cells.close(),
  };
}

/** The job names its tables by their content, so that another content is another job. */
function withTables(job: Job, { tables = [] }: CageWorld): Job {
  return tables.length === 0 ? job : { ...job, tables: Object.fromEntries(tables.map(({ name, id }) => [name, id])) };
}
