import { PermanentError } from '#server/errors.ts';
import { byteOrderMark, peeked } from './bytes.ts';
import { type HowToRead, type Item, mostPerRecord, type OpenBytes, type Position } from './format.ts';
import { objectIn } from './json-lines.ts';

const deepest = 200;

type Found = { text: string; line: number };

/**
 * Finds the elements of one list in a JSON text that comes in pieces: the list at a path, or the first one without a path.
 * Only the element at hand is kept, and what is read of it is left to the JSON parser.
 */
class Elements {
  readonly #path: string | null;
  /** Names of the objects that stand open; '' for a list. */
  readonly #open: ('{' | '[')[] = [];
  readonly #names: string[] = [];
  #name = '';
  #string: string | null = null;
  #escaped = false;
  #listDepth = -1;
  #element: string | null = null;
  #line = 1;
  #began = 1;
  found = false;

  constructor(path: string) {
    this.#path = path === '' ? null : path;
  }

  /** The elements that end in this piece of text. */
  *take(text: string): Generator<Found> {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at] ?? '';
      if (character === '\n') this.#line += 1;
      if (this.#string !== null) this.#inString(character);
      else if (this.#element === null && this.#startsElement(character)) {
        from = at;
        this.#element = '';
        this.#began = this.#line;
        this.#outside(character);
      } else if (this.#element !== null && this.#endsElement(character)) {
        yield { text: this.#element + text.slice(from, at), line: this.#began };
        this.#element = null;
        this.#outside(character);
      } else this.#outside(character);
    }
    if (this.#element === null) return;
    this.#element += text.slice(from);
    if (this.#element.length > mostPerRecord) throw tooLarge(this.#began);
  }

  #inString(character: string) {
    if (this.#escaped) this.#escaped = false;
    else if (character === '\\') this.#escaped = true;
    else if (character === '"') {
      this.#name = this.#string ?? '';
      this.#string = null;
      return;
    }
    if (this.#element === null && (this.#string ?? '').length < 1000) this.#string += character;
  }

  #startsElement(character: string) {
    return this.#isInList() && !' \t\r\n,]'.includes(character);
  }

  #endsElement(character: string) {
    return this.#isInList() && (character === ',' || character === ']');
  }

  #isInList() {
    return this.#listDepth >= 0 && this.#open.length === this.#listDepth;
  }

  #outside(character: string) {
    if (character === '"') this.#string = '';
    else if (character === ':') this.#names[this.#open.length - 1] = this.#name;
    else if (character === '{' || character === '[') this.#begin(character);
    else if (character === '}' || character === ']') this.#end();
  }

  #begin(character: '{' | '[') {
    this.#open.push(character);
    if (this.#open.length > deepest) throw new PermanentError({ problem: { code: 'file.too-deep', params: {} } });
    const path = this.#names.slice(0, this.#open.length - 1).join('.');
    if (character === '{' || this.found || !(this.#path === null || path === this.#path)) return;
    this.#listDepth = this.#open.length;
    this.found = true;
  }

  #end() {
    if (this.#open.length === this.#listDepth) this.#listDepth = -1;
    this.#open.pop();
    this.#names.length = this.#open.length;
  }

  /** Whether everything that was opened has been closed. */
  get isWhole() {
    return this.#open.length === 0 && this.#string === null;
  }
}

const tooLarge = (line: number) =>
  new PermanentError({
    problem: { code: 'file.record-too-large', params: { line, megabytes: mostPerRecord / 1_000_000 } },
  });

/** A JSON document with a list of records in it. A reading that goes on passes over what it has read. */
export async function* readJson(open: OpenBytes, { recordsAt }: HowToRead, from: Position): AsyncGenerator<Item> {
  const { first, all } = await peeked(await open(0), 3);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: !first.subarray(0, 3).equals(byteOrderMark) });
  const elements = new Elements(recordsAt.trim());
  let record = 0;
  for await (const chunk of all)
    for (const { text, line } of elements.take(decoder.decode(chunk, { stream: true }))) {
      record += 1;
      if (record <= from.record) continue;
      const after = { record, offset: 0, line };
      const body = objectIn(text);
      if (body) yield { body, line, after };
      else yield { ...{ body: { text: text.slice(0, 1000) }, line, after }, problem: notJson(line) };
    }
  if (!elements.found) throw new PermanentError({ problem: { code: 'file.no-records', params: { place: recordsAt } } });
  if (!elements.isWhole) throw new PermanentError({ problem: { code: 'file.cut-off', params: {} } });
}

const notJson = (line: number) => ({ code: 'file.not-json', params: { line } });
