import type { FlowSummary } from '#flows/api/flows.ts';
import type { RunSummary } from '#flows/api/runs.ts';
import type { Words } from '#flows/words.ts';
import type { CountedWords, Params } from '#web/words/say.ts';
import words from './words.json';

type Sentence = { words: Words | CountedWords; params: Params };
type Known = Pick<FlowSummary, 'on' | 'hold'> & { lastRun: Pick<RunSummary, 'status'> | null };

/** The first line of the home page: what a person should know before anything else. */
export function homeSentence(flows: Known[], attention: number): Sentence {
  const held = flows.filter((flow) => flow.hold).length;
  const failed = flows.filter((flow) => flow.on && flow.lastRun?.status === 'failed').length;
  const on = flows.filter((flow) => flow.on && !flow.hold).length;
  if (flows.length === 0) return { words: words.saysNoFlows, params: {} };
  if (held > 0) return { words: words.saysHeld, params: { count: held } };
  if (failed > 0) return { words: words.saysFailed, params: { count: failed } };
  if (attention > 0) return { words: words.saysAttention, params: { count: attention } };
  if (on === 0) return { words: words.saysAllOff, params: {} };
  if (on === flows.length) return { words: words.saysAllOn, params: { count: on } };
  return { words: words.saysSomeOn, params: { count: on, all: flows.length } };
}
