import type { Difference } from '#flows/differences.ts';
import type { Words } from '#flows/words.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

const names: Record<string, Words> = {
  from: words.formula,
  expression: words.formula,
  ifEmpty: words.ifEmpty,
  when: words.when,
  forEach: words.forEach,
  name: words.name,
  connection: words.connection,
  valueTable: words.valueTable,
  table: words.table,
  otherwise: words.otherwise,
};

/** Parts of a path that hold other parts and say nothing to a person. */
const silent = new Set(['mapping', 'rows', 'options', 'rule', 'conditions']);

/** What a setting is called: "lines · sku · formula" for a row of a list. */
export function useSettingName() {
  const say = useSay();
  return (path: Difference['path']) =>
    path
      .filter((part) => !silent.has(String(part)))
      .map((part) => {
        if (typeof part === 'number') return String(part + 1);
        const known = Object.hasOwn(names, part) ? names[part] : undefined;
        return known ? say(known) : part;
      })
      .join(' · ');
}
