import type { BenchKoppel } from './koppel.ts';
import { type Line, median, plain } from './table.ts';

/** The questions that people's pages ask of a full log, in milliseconds as the database itself tells them. */
export async function explain(koppel: BenchKoppel): Promise<Line[]> {
  const [size] = await koppel.rows('select count(*) as n, max(key) as key from records');
  const organization = `organization_id = '${koppel.organizationId}'`;
  const run = `(select id from runs where ${organization} order by read desc limit 1)`;
  const questions: [string, string][] = [
    [
      'a record by its key',
      `select * from records where ${organization} and key = '${size?.key}' order by at desc limit 50`,
    ],
    ['keys that begin so', `select * from records where ${organization} and key like 'B000012%' order by key limit 50`],
    ['the newest records', `select * from records where ${organization} order by at desc limit 50`],
    [
      'what needs attention',
      `select * from records where ${organization} and outcome = 'attention' order by at desc limit 50`,
    ],
    [
      'a page in the middle of a run',
      `select * from records where ${organization} and run_id = ${run} and no > 50000 order by no limit 50`,
    ],
    ['the latest runs', `select * from runs where ${organization} order by started_at desc, id limit 50`],
  ];
  const lines: Line[] = [];
  for (const [figure, question] of questions) {
    const times: number[] = [];
    for (let time = 0; time < 7; time += 1) times.push(await millisecondsOf(koppel, question));
    lines.push(plain(`${figure}, over ${Number(size?.n).toLocaleString('en')} records`, median(times), ' ms'));
  }
  return lines;
}

async function millisecondsOf(koppel: BenchKoppel, question: string): Promise<number> {
  const rows = await koppel.rows(`explain (analyze, timing off) ${question}`);
  const said = rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  return Number(/Execution Time: ([\d.]+)/.exec(said)?.[1]);
}
