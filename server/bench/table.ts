export type Line = { figure: string; value: string; must: string; aim: string; ok: boolean | null };

/** A figure beside what it must and should be; `ok` says whether it reaches the first, null where nothing is asked. */
export function atLeast(figure: string, value: number, must: number, aim: number, unit = ''): Line {
  return { figure, value: round(value) + unit, must: `>= ${must}${unit}`, aim: `>= ${aim}${unit}`, ok: value >= must };
}

export function atMost(figure: string, value: number, must: number, aim: number, unit: string): Line {
  return { figure, value: round(value) + unit, must: `<= ${must}${unit}`, aim: `<= ${aim}${unit}`, ok: value <= must };
}

/** What could not be measured has not reached what is asked. */
export function notMeasured(figure: string, must: number, aim: number, unit: string): Line {
  return { ...atLeast(figure, Number.NaN, must, aim, unit), value: 'not measured' };
}

export const plain = (figure: string, value: number, unit: string): Line => ({
  ...{ figure, value: round(value) + unit, must: '', aim: '', ok: null },
});

const round = (value: number) => (value >= 100 ? String(Math.round(value)) : String(Math.round(value * 100) / 100));

/** Markdown, so that it can be put where people read it. */
export function print(lines: Line[]): string {
  const rows = lines.map(({ figure, value, must, aim, ok }) => [figure, value, must, aim, mark(ok)]);
  const all = [['figure', 'measured', 'must', 'aim', ''], ['---', '---', '---', '---', '---'], ...rows];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const mark = (ok: boolean | null) => (ok === null ? '' : ok ? 'yes' : 'NO');

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
