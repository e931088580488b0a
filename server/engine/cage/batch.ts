import { failure, failureOf, mappedOf } from './answers.ts';
import type { CageRecord, Mapped } from './cage.ts';
import type { Cell, Ending } from './cell.ts';
import { type Cells, cageUnavailable } from './cells.ts';
import type { Job } from './job.ts';

/** After so many slow records in one batch the rest is not tried: the call must end, and such a flow needs a person. */
const mostSlow = 5;

/** Does one job with all records, in as many children as it takes. One answer per record, in their order. */
export async function runBatch(job: Job, records: readonly CageRecord[], cells: Cells): Promise<Mapped[]> {
  const text = JSON.stringify(job);
  const answers: Mapped[] = [];
  while (answers.length < records.length) {
    const cell = cells.take();
    try {
      const ending = await runOn(cell, text, records, answers);
      if (slowOnes(answers) >= mostSlow) failRest(answers, records.length, givenUp);
      else if (ending.death !== null) bury(cell, ending, answers, records.length);
    } finally {
      cells.giveBack(cell);
    }
  }
  return answers;
}

function runOn(cell: Cell, job: string, records: readonly CageRecord[], answers: Mapped[]): Promise<Ending> {
  return cell.run(job, records.slice(answers.length), (frame) => {
    answers.push(mappedOf(frame));
    if (answers.length < records.length && slowOnes(answers) >= mostSlow) void cell.kill();
  });
}

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
