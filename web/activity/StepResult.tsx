import type { RecordDetail } from '#flows/api/runs.ts';
import type { FlowNode } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import { notReached, outcomeLooks } from './looks.ts';
import { ResultWord } from './ResultWord.tsx';
import words from './words.json';

/** What one step did with the record. A source hands every record on, whether or not it says so in the log. */
export function StepResult({ record, node }: { record: RecordDetail; node: FlowNode }) {
  const entry = record.entries.find((each) => each.node === node.id);
  if (kinds[node.kind].inputs === 0) return <ResultWord look={{ ...outcomeLooks.passed, words: words.received }} />;
  if (entry) return <ResultWord look={outcomeLooks[entry.outcome]} />;
  return <ResultWord look={record.node === node.id ? outcomeLooks[record.outcome] : notReached} />;
}
