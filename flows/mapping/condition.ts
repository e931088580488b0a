import type { Condition, FilterSettings } from '../kinds/filter.ts';

/**
 * What the comparisons rest on. A text is compared trimmed, its white space in single blanks, without regard to case. What looks
 * like a number is one, also inside a text; more than 15 digits are an id and stay a text, for they do not fit a number.
 */
const helpers = `
  $text := function($v) { $lowercase($trim($string($v))) };
  $plain := function($v) { $type($v) in ["string", "number", "boolean"] };
  $figure := function($v) {
    $type($v) = "number" ? $v
    : $type($v) = "string" and $contains($trim($v), /^-?[0-9]{1,15}([.][0-9]{1,15})?$/) ? $number($trim($v))
    : null
  };
  $over := function($v, $n) { ($f := $figure($v); $type($f) = "number" ? $f > $n : false) };
  $under := function($v, $n) { ($f := $figure($v); $type($f) = "number" ? $f < $n : false) };
  $word := function($v) { $type($v) = "string" and $type($figure($v)) = "null" };
  $filled := function($v) {
    $type($v) = "string" ? $trim($v) != ""
    : $type($v) = "object" ? $count($keys($v)) > 0
    : $type($v) = "array" ? $count($v) > 0
    : $type($v) != "null"
  };`;

/**
 * A filter's rule as one JSONata formula that is true or false. A field that holds a list meets a comparison when one of
 * its items does; a missing field, null and an empty list meet none, so that "is not" holds for them.
 */
export function conditionFormula(rule: FilterSettings['rule']): string {
  if (rule.mode === 'expression') return rule.expression;
  if (rule.conditions.length === 0) return String(rule.match === 'all');
  const parts = rule.conditions.map(oneCondition);
  return `(${helpers}\n  ${parts.join(rule.match === 'all' ? '\n  and ' : '\n  or ')}\n)`;
}

function oneCondition({ field, is, value }: Condition): string {
  const some = (test: string) => `$exists([(${field})][${test}])`;
  switch (is) {
    case 'is':
      return some(equals(value));
    case 'is-not':
      return `$not(${some(equals(value))})`;
    case 'contains':
      return some(`$plain($) and $contains($text($), ${quoted(value)})`);
    case 'more-than':
      return some(beyond(value, '$over', '>'));
    case 'less-than':
      return some(beyond(value, '$under', '<'));
    case 'is-filled':
      return some('$filled($)');
    case 'is-empty':
      return `$not(${some('$filled($)')})`;
  }
}

function equals(value: Condition['value']): string {
  const sameText = `$text($) = ${quoted(value)}`;
  const figure = figureOf(value);
  return figure === null ? `$plain($) and ${sameText}` : `$plain($) and ($figure($) = ${figure} or ${sameText})`;
}

/** Numbers by size; texts, and so dates as the systems write them, by their letters; never one with the other. */
function beyond(value: Condition['value'], byNumber: string, byText: string): string {
  const figure = figureOf(value);
  return figure === null ? `$word($) and $text($) ${byText} ${quoted(value)}` : `${byNumber}($, ${figure})`;
}

function figureOf(value: Condition['value']): string | null {
  if (typeof value === 'number') return plainNumber(value);
  const text = typeof value === 'string' ? trimmed(value) : '';
  return /^-?[0-9]{1,15}([.][0-9]{1,15})?$/.test(text) ? plainNumber(Number(text)) : null;
}

/** JSONata reads a sign as an operator before the number. */
const plainNumber = (value: number) => `(${JSON.stringify(value)})`;

/** JSON's escapes are JSONata's, so that whatever a person types stays one text. */
const quoted = (value: Condition['value']) => JSON.stringify(trimmed(asText(value)).toLowerCase());

/** As $string writes a number. */
const asText = (value: Condition['value']) =>
  typeof value === 'number' ? String(Number(value.toPrecision(15))) : String(value);

/** As $trim does. */
const trimmed = (text: string) => text.replace(/[ \t\n\r]+/g, ' ').replace(/^ | $/g, '');
