import type * as z from 'zod';
import { inFlowOrder } from '#flows/check-flow.ts';
import { type Difference, differences, writtenPath } from '#flows/differences.ts';
import type { Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import { sayIn } from '#flows/say.ts';
import type { TemplateExpected } from '#flows/templates/template.ts';
import { arrivedRecord } from '#server/database/new-batches.ts';
import { type Walked, walkInline } from '#server/jobs/walk-inline.ts';
import type { Services } from '#server/services.ts';
import { loadExpected, loadSample } from '#server/templates.ts';
import { terminalLanguage } from './arguments.ts';
import words from './words.json' with { type: 'json' };

type Expected = z.infer<typeof TemplateExpected>[number];

/** Whether every record of the sample ends as the template says; prints each, and what differs. 0 when all do. */
export async function testTemplate(
  services: Services,
  organizationId: string,
  graph: Graph,
  folder: string,
): Promise<number> {
  const [sample, expected] = [await loadSample(folder), await loadExpected(folder)];
  const start = inFlowOrder(graph).find((node) => kinds[node.kind].inputs === 0);
  if (!start) throw new Error('A template without a source');
  const now = services.now();
  const list = sample.map((record) => arrivedRecord(start.id, record, now));
  const moment = { now: now.getTime(), seed: 'template' };
  const walked = await walkInline(services, { organizationId, graph, moment }, list);
  const results = walked.map((one) => ({
    name: `${one.record.key} ${one.record.title}`.trim(),
    failures: failuresOf(
      one,
      expected.find(({ key }) => key === one.record.key),
    ),
  }));
  const strays = expected.filter(({ key }) => !sample.some((record) => record.key === key));
  const all = [...results, ...strays.map(({ key }) => ({ name: key, failures: [say(words['test-not-in-sample'])] }))];
  for (const { name, failures } of all) {
    console.log(`  ${say(failures.length === 0 ? words['test-passes'] : words['test-fails']).padEnd(10)} ${name}`);
    for (const failure of failures) console.log(`  ${''.padEnd(10)} ${failure}`);
  }
  const passed = all.filter(({ failures }) => failures.length === 0).length;
  console.log(say(words['test-total'], { passed, total: all.length }));
  return passed === all.length ? 0 : 1;
}

function failuresOf({ outcome, problem, ends }: Walked, expected: Expected | undefined): string[] {
  if (!expected) return [say(words['test-missing'])];
  const [before, after] = [endName(expected.outcome, expected.code), endName(outcome, problem?.code)];
  if (before !== after) return [say(words['test-end'], { before, after })];
  if (expected.output === undefined) return [];
  const sent = ends.find(({ state }) => state.outcome === 'would-send')?.content;
  return differences(expected.output, sent).map(sayDifference);
}

const endName = (outcome: string, code: string | undefined) => (code ? `${outcome} (${code})` : outcome);

const sayDifference = ({ path, before, after }: Difference) =>
  say(words['test-field'], { field: writtenPath(path), before: sayValue(before), after: sayValue(after) });

const sayValue = (value: Difference['before']) =>
  value === undefined ? say(words['test-nothing']) : JSON.stringify(value);

const say = (text: Parameters<typeof sayIn>[1], params?: Parameters<typeof sayIn>[2]) =>
  sayIn(terminalLanguage(), text, params);
