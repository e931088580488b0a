import type * as z from 'zod';
import type { Condition, FilterSettings } from '#flows/kinds/filter.ts';
import { sayIn } from '#flows/say.ts';
import type { Language } from '#flows/words.ts';
import words from './words.json';

/** The rule of a filter as a person would say it: "payment status is paid and total is more than 0". */
export function filterSentence({ rule }: FilterSettings, language: Language): string | null {
  if (rule.mode === 'expression') return rule.expression.trim() === '' ? null : sayIn(language, words.byFormula);
  const filled = rule.conditions.filter((condition) => condition.field.trim() !== '');
  if (filled.length === 0) return null;
  const sentence = filled
    .map((condition) => conditionSentence(condition, language))
    .join(` ${sayIn(language, rule.match === 'all' ? words.and : words.or)} `);
  return sayIn(language, words.onlyWhen, { sentence });
}

function conditionSentence({ field, is, value }: z.infer<typeof Condition>, language: Language): string {
  return sayIn(language, words.conditions[is], { field: spell(field), value: String(value) });
}

/** `orders.payment_status` is read as "payment status". */
function spell(path: string): string {
  const name = path.replaceAll('`', '').split('.').at(-1) ?? path;
  return name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
}
