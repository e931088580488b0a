import type { RouteAnswer } from '#web/api/client.ts';
import words from './words.json';

type Known = {
  connections: RouteAnswer<'listConnections'>['items'];
  flows: RouteAnswer<'listFlows'>['items'];
  runs: RouteAnswer<'listRuns'>['items'];
};

/** The four ticks of a beginner, and where each is done. A step that came about otherwise counts as well. */
export function beginnerSteps({ connections, flows, runs }: Known) {
  return [
    { id: 'connect', words: words.stepConnect, done: connections.length > 0, to: '/connections/new' },
    { id: 'choose', words: words.stepChoose, done: flows.length > 0, to: '/flows/new' },
    { id: 'try', words: words.stepTry, done: runs.length > 0, to: '/flows' },
    { id: 'turn-on', words: words.stepTurnOn, done: flows.some((each) => each.on), to: '/flows' },
  ] as const;
}
