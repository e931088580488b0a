import { setTimeout as pause } from 'node:timers/promises';
import type { RecordSummary, RunSummary } from '#flows/api/runs.ts';
import type { Problem } from '#flows/problem.ts';
import { platformProblems } from '#flows/problems/index.ts';
import { sayIn } from '#flows/say.ts';
import { listRunRecords } from '#server/database/record-list.ts';
import { readRun, summaryOf } from '#server/database/run-list.ts';
import type { Services } from '#server/services.ts';
import { terminalLanguage } from './arguments.ts';
import words from './words.json' with { type: 'json' };

const lookMilliseconds = 200;

/** Shows a line of progress until the run has ended. */
export async function watchRun(services: Services, organizationId: string, runId: string): Promise<RunSummary> {
  for (;;) {
    const row = await readRun(services.db, organizationId, runId);
    if (!row) throw new Error('The run is gone');
    const run = summaryOf(row);
    const ended = run.endedAt !== null || run.status === 'on-hold';
    const line = sayIn(terminalLanguage(), run.mode === 'try' ? words.tried : words.progress, run.counts);
    if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}`);
    if (ended) {
      process.stdout.write(process.stdout.isTTY ? '\n' : `${line}\n`);
      return run;
    }
    await pause(lookMilliseconds);
  }
}

/** Prints what became of every record; true when nothing needs a person. */
export async function printRecords(services: Services, organizationId: string, run: RunSummary): Promise<boolean> {
  let after: string | null | undefined;
  do {
    const page = await listRunRecords(services.db, {
      organizationId,
      run: run.id,
      limit: 200,
      after: after ?? undefined,
    });
    for (const record of page.items) printRecord(services, record);
    after = page.next;
  } while (after);
  const wrong = run.status === 'failed' || run.status === 'on-hold';
  if (wrong && run.problem) console.error(sayIn(terminalLanguage(), words.failed, problemTexts(services, run.problem)));
  return !wrong && run.counts.attention === 0;
}

function printRecord(services: Services, record: RecordSummary) {
  const language = terminalLanguage();
  const arrow = record.targetId ? ` -> ${record.targetId}` : '';
  console.log(`  ${sayIn(language, words[record.outcome]).padEnd(18)} ${record.title}${arrow}`);
  if (!record.problem) return;
  const { title, happened, fix } = problemTexts(services, record.problem);
  console.log(`  ${''.padEnd(18)} ${title}. ${happened} ${fix}`);
}

function problemTexts({ connectors }: Services, { code, params }: Problem) {
  const language = terminalLanguage();
  const own = [...connectors.values()].find((connector) => connector.problems[code])?.problems;
  const texts = (own ?? platformProblems)[code];
  if (!texts) return { title: code, happened: '', fix: '' };
  return {
    title: sayIn(language, texts.title, params),
    happened: sayIn(language, texts.happened, params),
    fix: sayIn(language, texts.fix, params),
  };
}
