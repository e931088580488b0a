type Handlers = { begin(name: string, attributes: Record<string, string>): void; end(name: string): void };

/** Number formats that are dates or times without saying how (ECMA-376, 18.8.30). */
const builtIn = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);

/** Letters of a date in a format's code, outside quotes, brackets and escaped characters. */
const isDateCode = (code: string) => /[dmyhs]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));

/** Which of a workbook's cell styles show a number as a date. */
export function dateStyles(readStyles: (handlers: Handlers) => void): (style: number) => boolean {
  const own = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  readStyles({
    begin(name, { numFmtId = '0', formatCode = '' }) {
      const id = Number(numFmtId);
      if (name === 'numFmt') own.set(id, isDateCode(formatCode));
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) styles.push(own.get(id) ?? builtIn.has(id));
    },
    end(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return (style) => styles[style] ?? false;
}

const dayMs = 86_400_000;

/** A day count as Excel keeps it -> `2026-11-22`, with `T14:30:00` where it has a time. */
export function dateOf(days: number, startsIn1904: boolean): string | number {
  // Excel counts a 29 February 1900 that never was, so its days from March 1900 on are counted from 30 December 1899.
  const start = startsIn1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const moment = new Date(start + Math.round((days * dayMs) / 1000) * 1000);
  if (Number.isNaN(moment.getTime())) return days;
  const text = moment.toISOString().slice(0, 19);
  return text.endsWith('T00:00:00') ? text.slice(0, 10) : text;
}
