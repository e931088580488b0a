/** One row: its values with one character per byte, the line where it ends, and the byte behind it; null where quotes do not match. */
export type RawRow = { values: string[] | null; line: number; offset: number };

/** What is longer is no row but a quote that nobody closed. */
const longestRow = 1_000_000;

export type Dialect = { separator: string; newline: string };

/**
 * Splits bytes into rows (RFC 4180). A row with quotes in the wrong place costs its own line and no other: the reading goes
 * on at the next one.
 */
export async function* rawRows(
  bytes: AsyncIterable<Buffer>,
  dialect: Dialect,
  from: { line: number; offset: number },
): AsyncGenerator<RawRow> {
  let { line, offset } = from;
  let rest = '';
  const take = function* (final: boolean): Generator<RawRow> {
    let at = 0;
    while (at < rest.length) {
      const row = rowAt(rest, at, dialect, final);
      if (!row) break;
      line += row.lines;
      offset += row.end - at;
      at = row.end;
      yield { values: row.values, line, offset };
    }
    rest = rest.slice(at);
  };
  for await (const chunk of bytes) {
    rest += chunk.toString('latin1');
    yield* take(false);
  }
  yield* take(true);
}

type Split = { values: string[] | null; end: number; lines: number };

/** The row that begins here; null where more is needed to tell. */
function rowAt(text: string, start: number, dialect: Dialect, final: boolean): Split | null {
  const { separator, newline } = dialect;
  const found = text.indexOf(newline, start);
  const end = found >= 0 ? found : final ? text.length : -1;
  if (end >= 0) {
    const line = text.slice(start, end > start && text[end - 1] === '\r' ? end - 1 : end);
    if (!line.includes('"')) return { values: line.split(separator), end: Math.min(end + 1, text.length), lines: 1 };
  }
  const row = end < 0 && !text.includes('"', start) ? 'more' : quotedRow(text, start, dialect, final);
  const isEndless = row === 'more' && (final || text.length - start > longestRow);
  if (row === 'broken' || isEndless)
    return { values: null, end: end >= 0 ? Math.min(end + 1, text.length) : text.length, lines: 1 };
  return row === 'more' ? null : row;
}

function quotedRow(text: string, start: number, { separator, newline }: Dialect, final: boolean) {
  const values: string[] = [];
  let lines = 1;
  for (let at = start; ; ) {
    const field = text[at] === '"' ? quotedField(text, at, newline) : plainField(text, at, separator, newline, final);
    if (typeof field === 'string') return field === 'more' && final ? 'broken' : field;
    values.push(field.value);
    lines += field.lines;
    const behind = text.startsWith(`\r${newline}`, field.end) ? field.end + 1 : field.end;
    if (behind >= text.length) return final ? { values, end: text.length, lines } : 'more';
    if (text[behind] === newline) return { values, end: behind + 1, lines };
    if (text[behind] === '\r' && behind === text.length - 1 && !final) return 'more';
    if (text[field.end] !== separator) return 'broken';
    at = field.end + 1;
    if (at >= text.length && !final) return 'more';
  }
}

function quotedField(text: string, start: number, newline: string) {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] === '"') continue;
    const inside = text.slice(start + 1, at);
    const lines = inside.split(newline).length - 1;
    return { value: inside.includes('"') ? inside.replaceAll('""', '"') : inside, end: at + 1, lines };
  }
  return 'more' as const;
}

function plainField(text: string, start: number, separator: string, newline: string, final: boolean) {
  const ends = [text.indexOf(separator, start), text.indexOf(newline, start)].filter((at) => at >= 0);
  if (ends.length === 0 && !final) return 'more' as const;
  const end = ends.length === 0 ? text.length : Math.min(...ends);
  const value = text.slice(start, end);
  return { value: text[end] === newline && value.endsWith('\r') ? value.slice(0, -1) : value, end, lines: 0 };
}
