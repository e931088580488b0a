import { failure, judgedOf, previewOf } from './answers.ts';
import { runBatch } from './batch.ts';
import type { Cage, CageRecord } from './cage.ts';
import type { CellSettings } from './cell.ts';
import { Cells } from './cells.ts';
import type { Job } from './job.ts';
import { Slots } from './slots.ts';

/**
 * The cage: up to `size` children, started when they are needed; batches wait for one in the order of their calls.
 * `deadlineMs` is for one record, and generous: a mapping takes well below a millisecond, but a machine may be busy.
 */
export function createCage(settings: Partial<CellSettings & { size: number }> = {}): Cage {
  const { size = 2, heapMb = 96, deadlineMs = 1000 } = settings;
  const slots = new Slots(size);
  const cells = new Cells({ heapMb, deadlineMs });
  const run = (job: Job, records: readonly CageRecord[]) => slots.use(() => runBatch(job, records, cells));
  return {
    map: (mapping, records) => run({ do: 'map', mapping }, records),
    judge: async (expression, records) => (await run({ do: 'judge', expression }, records)).map(judgedOf),
    async preview(mapping, record) {
      const [answer] = await run({ do: 'preview', mapping }, [record]);
      return previewOf(answer ?? failure({ code: 'mapping.failed', params: { code: 'no answer' } }));
    },
    close: () => cells.close(),
  };
}
