import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { Problem } from '#flows/problem.ts';
import { PermanentError } from '#server/errors.ts';
import type { Json } from '../../connector.ts';
import { peeked } from './bytes.ts';
import { type Body, type HowToRead, type Item, mostPerRecord, type OpenBytes, type Position } from './format.ts';

const deepest = 100;

type Element = { name: string; body: Body; text: string };
type Found = { body: Body; line: number };

const wrong = (code: string, params: Problem['params']) => new PermanentError({ problem: { code, params } });

/**
 * Finds the elements that are records: those with the name or path that a person gave, or the children of the outermost one.
 * An element becomes an object of its attributes (`@id`) and children; one that holds text alone becomes that text, and
 * several of one name become a list. Names lose their namespace's prefix.
 */
class Records {
  readonly #parser = new SaxesParser();
  readonly #wanted: string[];
  readonly #path: string[] = [];
  readonly #open: Element[] = [];
  #size = 0;
  #waiting = 0;
  #began = 0;
  readonly found: Found[] = [];

  constructor(recordsAt: string) {
    this.#wanted = recordsAt.split(/[./]/).filter((name) => name !== '');
    // Only a document type can name entities of its own, and with them a file of 1 kB becomes gigabytes or reads other files.
    this.#parser.on('doctype', () => {
      throw wrong('file.doctype', {});
    });
    this.#parser.on('error', (cause) => {
      const params = { line: this.#parser.line, reason: cause.message.replace(/^\d+:\d+: /, '').slice(0, 200) };
      throw new PermanentError({ problem: { code: 'file.not-xml', params }, cause });
    });
    this.#parser.on('opentag', (tag) => this.#begin(tag));
    this.#parser.on('text', (text) => this.#text(text));
    this.#parser.on('cdata', (text) => this.#text(text));
    this.#parser.on('closetag', () => this.#end());
  }

  take(text: string): Found[] {
    this.#waiting += text.length;
    this.#parser.write(text);
    // The parser holds back a text until it has seen its end.
    if (this.#waiting > mostPerRecord) throw tooLarge(this.#parser.line);
    return this.found.splice(0);
  }

  close() {
    this.#parser.close();
  }

  #begin({ name, attributes }: SaxesTagPlain) {
    this.#waiting = 0;
    this.#path.push(local(name));
    if (this.#path.length > deepest) throw wrong('file.too-deep', {});
    if (this.#open.length === 0 && !this.#isRecord()) return;
    if (this.#open.length === 0) {
      this.#size = 0;
      this.#began = this.#parser.line;
    }
    const own = Object.entries(attributes).filter(([attribute]) => !attribute.startsWith('xmlns'));
    const body = Object.fromEntries(own.map(([attribute, value]) => [`@${local(attribute)}`, value]));
    this.#open.push({ name: local(name), body, text: '' });
    this.#count(name.length + JSON.stringify(body).length);
  }

  #isRecord() {
    if (this.#wanted.length === 0) return this.#path.length === 2;
    return this.#wanted.every((name, index) => this.#path.at(index - this.#wanted.length) === name);
  }

  #text(text: string) {
    const element = this.#open.at(-1);
    if (!element) return;
    element.text += text;
    this.#count(text.length);
  }

  #count(characters: number) {
    this.#size += characters;
    if (this.#size > mostPerRecord) throw tooLarge(this.#began);
  }

  #end() {
    this.#waiting = 0;
    this.#path.pop();
    const element = this.#open.pop();
    if (!element) return;
    const value = asJson(element);
    const parent = this.#open.at(-1);
    if (parent) put(parent.body, element.name, value);
    else this.found.push({ body: typeof value === 'string' ? { text: value } : value, line: this.#began });
  }
}

const tooLarge = (line: number) => wrong('file.record-too-large', { line, megabytes: mostPerRecord / 1_000_000 });

const local = (name: string) => name.slice(name.indexOf(':') + 1);

function asJson({ body, text }: Element): Body | string {
  const words = text.trim();
  if (Object.keys(body).length === 0) return words;
  return words === '' ? body : { ...body, text: words };
}

function put(body: Body, name: string, value: Json) {
  const there = Object.hasOwn(body, name) ? body[name] : undefined;
  const next = there === undefined ? value : Array.isArray(there) ? [...there.splice(0), value] : [there, value];
  Object.defineProperty(body, name, { value: next, enumerable: true, configurable: true, writable: true });
}

/** An XML file with one element per record. A reading that goes on passes over what it has read. */
export async function* readXml(open: OpenBytes, how: HowToRead, from: Position): AsyncGenerator<Item> {
  const { first, all } = await peeked(await open(0), 1000);
  const decoder = decoderOf(first, how);
  const records = new Records(how.recordsAt);
  let record = 0;
  for await (const chunk of all)
    for (const { body, line } of records.take(textOf(decoder, chunk))) {
      record += 1;
      if (record > from.record) yield { body, line, after: { record, offset: 0, line } };
    }
  records.close();
}

function textOf(decoder: TextDecoder, chunk: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new PermanentError({ problem: { code: 'file.not-utf8', params: {} }, cause });
  }
}

/** The encoding that a person chose, else the one that the file's own declaration names. */
function decoderOf(first: Buffer, { encoding }: HowToRead): TextDecoder {
  if (encoding !== 'auto') return new TextDecoder(encoding, { fatal: true });
  if (first[0] === 0xff && first[1] === 0xfe) return new TextDecoder('utf-16le');
  const [, named = 'utf-8'] = /^[^>]*encoding=["']([\w-]+)["']/.exec(first.toString('latin1')) ?? [];
  try {
    return new TextDecoder(named, { fatal: true });
  } catch (cause) {
    throw new PermanentError({ problem: { code: 'file.encoding', params: { encoding: named } }, cause });
  }
}
