import type { Problem, ProblemCatalogue } from '#flows/problem.ts';
import { platformProblems } from '#flows/problems/index.ts';
import { useRoute } from '#web/api/queries.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

export type SaidProblem = { title: string; happened: string; fix: string };

/** Turns a catalogued problem into its sentences in the reader's language; the connectors bring their own catalogue. */
export function useProblem(): (problem: Problem) => SaidProblem {
  const say = useSay();
  const connectors = useRoute('listConnectors', {}, { staleTime: Number.POSITIVE_INFINITY });
  const items = connectors.data?.items ?? [];
  return ({ code, params }) => {
    const own: ProblemCatalogue = items.find((connector) => connector.problems[code])?.problems ?? platformProblems;
    const texts = own[code] ?? words.unknown;
    const filled = { ...params, code };
    return { title: say(texts.title, filled), happened: say(texts.happened, filled), fix: say(texts.fix, filled) };
  };
}
