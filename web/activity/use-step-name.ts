import * as z from 'zod';
import type { FlowNode } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import type { Language } from '#flows/words.ts';
import { useRoute } from '#web/api/queries.ts';
import { stepSides } from '#web/canvas/step-sides.ts';
import { useLanguage, useSay } from '#web/words/say.ts';

const Operation = z.object({ connection: z.string(), operation: z.string() });

/** What a step is called: the name a person gave it, else what it does ("Get orders from MijnWebwinkel"). */
export function useStepName(): (node: FlowNode) => string {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const operation = useOperation();
  return (node) => {
    if (node.name) return node.name;
    const { words } = kinds[node.kind];
    const found = operation(node);
    if (!found) return say(words.title);
    const what = midSentence(say(found.info.title), language);
    const name = say(words.verb, { what, system: say(found.connector.title) });
    return name.charAt(0).toUpperCase() + name.slice(1);
  };
}

/** The connector behind a step and what it says about the chosen operation; null where a step has none. */
export function useOperation() {
  const connectors = useRoute('listConnectors', {}, { staleTime: Number.POSITIVE_INFINITY }).data?.items ?? [];
  const connections = useRoute('listConnections', {}, { staleTime: 60_000 }).data?.items ?? [];
  return (node: FlowNode) => {
    const chosen = Operation.safeParse(node.settings);
    if (!chosen.success) return null;
    const connection = connections.find((each) => each.id === chosen.data.connection);
    const connector = connectors.find((each) => each.id === connection?.connector);
    const source = connector?.sources[chosen.data.operation];
    const lookup = connector?.lookups[chosen.data.operation];
    const target = connector?.targets[chosen.data.operation];
    const side = stepSides[node.kind];
    const info = side && { source, lookup, target }[side];
    if (!connector || !info) return null;
    return { connector, info, fields: side === 'target' ? (target?.fields ?? []) : [] };
  };
}

/** Nouns keep their capital in German only; abbreviations keep it everywhere. */
function midSentence(title: string, language: Language): string {
  if (language === 'de' || !/^\p{Lu}\p{Ll}/u.test(title)) return title;
  return title.charAt(0).toLowerCase() + title.slice(1);
}
