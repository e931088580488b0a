/** One name of a path through a record; `list` when a list stands there and the path goes on in its items. */
export type Segment = { name: string; list: boolean };

const plainName = /^[\p{L}_][\p{L}\p{N}_]*$/u;
/** Words that mean something to JSONata where a name could stand. */
const reserved = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/** The variable in which formulas behind "when it fails" find what went wrong. */
export const problemName = '$problem';

/** A name as it is written in a formula. */
export function nameInFormula(name: string): string {
  if (name === problemName || (plainName.test(name) && !reserved.has(name))) return name;
  // JSONata has no way to write a backtick inside a quoted name.
  return name.includes('`') ? `$lookup($, ${JSON.stringify(name)})` : `\`${name}\``;
}

/** How a path is shown to people: `orderlines[].sku`. */
export const showPath = (segments: readonly Segment[]) =>
  segments.map(({ name, list }) => (list ? `${name}[]` : name)).join('.');

/** The formula of a whole list, or of a field; inside a list that is passed on the way, its first item is meant. */
export function pathInFormula(segments: readonly Segment[]): string {
  const last = segments.length - 1;
  return segments
    .map(({ name, list }, index) => (list && index < last ? `${nameInFormula(name)}[0]` : nameInFormula(name)))
    .join('.');
}

/**
 * The formula that gives a field to a row. Inside a list row (`forEach`) the fields of the item are written from the item
 * on, and everything else from the whole record.
 */
export function formulaFor(segments: readonly Segment[], forEach: string | null): string {
  if (forEach === null || forEach.trim() === wholeRecord) return pathInFormula(segments);
  for (const [index, { list }] of segments.entries()) {
    if (!list || !goesThrough(forEach, pathInFormula(segments.slice(0, index + 1)))) continue;
    const rest = segments.slice(index + 1);
    return rest.length === 0 ? '$' : pathInFormula(rest);
  }
  const formula = pathInFormula(segments);
  return segments[0]?.name === problemName ? formula : `$record.${formula}`;
}

/** A list of one item, the record itself: what a new list walks until a person says otherwise. */
export const wholeRecord = '[$]';

/** Whether a formula is nothing but a path, so that another path may take its place without loss. */
export const isPlainPath = (formula: string) =>
  /^(\$record\.|\$problem\.)?(`[^`]+`|[\p{L}_][\p{L}\p{N}_]*)(\[0\])?(\.(`[^`]+`|[\p{L}_][\p{L}\p{N}_]*)(\[0\])?)*$/u.test(
    formula.trim(),
  );

/** The formula of the first list on the way to a field, or null when there is none. */
export function listFormula(segments: readonly Segment[]): string | null {
  const first = segments.findIndex(({ list }) => list);
  return first < 0 ? null : pathInFormula(segments.slice(0, first + 1));
}

/** Whether `forEach` walks the list: the list itself, or a choice of its items such as `lines[qty > 0]`. */
function goesThrough(forEach: string, list: string): boolean {
  const formula = forEach.trim();
  return formula === list || (formula.startsWith(`${list}[`) && formula.endsWith(']'));
}
