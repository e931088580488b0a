import { failure, failureOf, mappedOf } from './answers.ts';
import type { Mapped } from './cage.ts';
import type { Cell, Ending } from './cell.ts';
import { type Cells, cageUnavailable } from './cells.ts';
import { restOf, type Task } from './job.ts';

/** After so many slow records in one batch the rest is not tried: the call must end, and such a flow needs a person. */
const mostSlow = 5;

/**
 * Does a task with all its records, in as many children as it takes. One answer per record, in their order. The first
 * child that dies has answers of its own still in hand: what it left is done again by one that answers each at once.
 */
export async function runBatch(task: Task, cells: Cells): Promise<Mapped[]> {
  const { records } = task;
  const answers: Mapped[] = [];
  let careful = false;
  while (answers.length < records.length) {
    const cell = cells.take();
    try {
      const ending = await runOn(cell, { task, careful }, answers);
      if (slowOnes(answers) >= mostSlow) failRest(answers, records.length, givenUp);
      else if (!careful && ending.prepared && deadly.has(ending.death)) careful = true;
      else if (ending.death !== null) bury(cell, ending, answers, records.length);
    } finally {
      cells.giveBack(cell);
    }
  }
  return answers;
}

function runOn(cell: Cell, { task, careful }: { task: Task; careful: boolean }, answers: Mapped[]): Promise<Ending> {
  return cell.run(restOf(task, answers.length), careful, (frame, unknown) => {
    answers.push(mappedOf(frame, unknown));
    if (frame.kind === 'fault' && answers.length < task.records.length && slowOnes(answers) >= mostSlow)
      void cell.kill();
  });
}

/** Deaths for which a record may be to blame. */
const deadly: ReadonlySet<Ending['death']> = new Set(['too-slow', 'too-much-memory', 'broken']);

/** Decides who pays for a death: nobody, the record that was in hand, or, when the job itself kills, the whole rest. */
function bury(cell: Cell, { death, prepared, said }: Ending, answers: Mapped[], total: number): void {
  if (death === null || death === 'nobodys') return;
  if (death === 'stopped' || death === 'never-started') throw cageUnavailable(`${death}: ${said}`);
  // Memory may have been filled by others before: only a child at its first record tells whose fault it is.
  if (death !== 'too-slow' && cell.answers > 0) return;
  if (prepared) answers.push(failureOf(death));
  else failRest(answers, total, failureOf(death));
}

function failRest(answers: Mapped[], total: number, answer: Mapped): void {
  while (answers.length < total) answers.push(answer);
}

const slowOnes = (answers: readonly Mapped[]) =>
  answers.filter((answer) => !answer.ok && answer.problem.code === 'mapping.too-slow').length;
const givenUp = failure({ code: 'mapping.given-up', params: { times: mostSlow } });
