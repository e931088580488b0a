/** How much of the formula is shown around the faulty part. */
const around = 24;

/**
 * The part of a formula that a fault points at, and what stands around it. JSONata's position is the end of the token at
 * fault (documented in its source: the tokenizer's position after reading it).
 */
export function faultyPart(formula: string, position: number | null) {
  if (position === null || formula.trim() === '') return null;
  const told = Math.min(Math.max(position, 1), formula.length);
  // For a call the bracket is told, but it is the function's name that is wrong.
  const end = told < formula.length && /[\p{L}\p{N}_]\($/u.test(formula.slice(0, told)) ? told - 1 : told;
  const name = formula.slice(0, end).match(/[\p{L}\p{N}_$]+$/u)?.[0] ?? '';
  const start = end - Math.max(1, name.length);
  const cutLeft = start > around ? '…' : '';
  const cutRight = end + around < formula.length ? '…' : '';
  return {
    before: cutLeft + formula.slice(Math.max(0, start - around), start),
    faulty: formula.slice(start, end),
    after: formula.slice(end, end + around) + cutRight,
  };
}
