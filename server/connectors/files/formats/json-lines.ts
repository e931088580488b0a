import { parse } from 'secure-json-parse';
import type { Problem } from '#flows/problem.ts';
import { ParsedJson } from '../../value-at.ts';
import { byteOrderMark, chunksOf } from './bytes.ts';
import { type Body, type HowToRead, type Item, mostPerRecord, type OpenBytes, type Position } from './format.ts';

/** A line of a file: one JSON document. null where it is no object. */
export function objectIn(text: string): Body | null {
  try {
    const value = ParsedJson.parse(parse(text, { protoAction: 'remove', constructorAction: 'remove' }));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

type Line = { text: Buffer | null; offset: number; line: number };

/** One JSON document per line (jsonlines.org). */
export async function* readJsonLines(open: OpenBytes, _how: HowToRead, from: Position): AsyncGenerator<Item> {
  let { record } = from;
  for await (const { text, offset, line } of linesOf(open, from)) {
    const json = text?.toString('utf8').trim();
    if (json === '') continue;
    record += 1;
    const after = { record, offset, line };
    const body = json === undefined ? null : objectIn(json);
    if (body) yield { body, line, after };
    else yield { body: { text: (json ?? '').slice(0, 1000) }, line, after, problem: problemOf(line, text) };
  }
}

const problemOf = (line: number, text: Buffer | null): Problem =>
  text === null
    ? { code: 'file.record-too-large', params: { line, megabytes: mostPerRecord / 1_000_000 } }
    : { code: 'file.not-json', params: { line } };

/** Lines with the byte behind them; of a line that is too long only its end is looked for. */
async function* linesOf(open: OpenBytes, from: Position): AsyncGenerator<Line> {
  let { offset, line } = from;
  let parts: Buffer[] = [];
  let length = 0;
  const take = (): Line => {
    line += 1;
    const whole = length > mostPerRecord ? null : Buffer.concat(parts);
    const text = line === 1 && whole?.subarray(0, 3).equals(byteOrderMark) ? whole.subarray(3) : whole;
    parts = [];
    length = 0;
    return { text, offset, line };
  };
  for await (const chunk of chunksOf(await open(offset))) {
    let at = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, at)) {
      add(chunk.subarray(at, end));
      offset += end + 1 - at;
      at = end + 1;
      yield take();
    }
    add(chunk.subarray(at));
    offset += chunk.length - at;
  }
  if (length > 0) yield take();

  function add(part: Buffer) {
    length += part.length;
    if (length <= mostPerRecord) parts.push(part);
    else parts = [];
  }
}
