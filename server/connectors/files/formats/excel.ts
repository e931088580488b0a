import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { PermanentError } from '#server/errors.ts';
import type { Json } from '../../connector.ts';
import { whole } from './bytes.ts';
import { dateOf, dateStyles } from './excel-dates.ts';
import type { HowToRead, Item, OpenBytes, Position } from './format.ts';
import { unpacked } from './zip.ts';

/** A ZIP cannot be read from its beginning on, so it is held packed; its sheet is unpacked while it is read. */
const mostPacked = 50_000_000;
const mostSheet = 500_000_000;
const mostTexts = 100_000_000;
const mostSmall = 5_000_000;
const mostColumns = 2000;

type Tag = (name: string, attributes: Record<string, string>) => void;
type Handlers = { begin?: Tag; text?(text: string): void; end?(name: string): void };

const wrong = (code: string, params: Record<string, string | number> = {}, cause?: unknown) =>
  new PermanentError({ problem: { code, params }, cause });

/** Parses one part of the workbook, and gives a turn after each piece. */
function* parts(zip: Buffer, name: (entry: string) => boolean, most: number, handlers: Handlers) {
  const parser = new SaxesParser();
  const local = (it: string) => it.slice(it.indexOf(':') + 1);
  parser.on('doctype', () => {
    throw wrong('file.doctype');
  });
  parser.on('error', (cause) => {
    throw wrong('file.not-excel', {}, cause);
  });
  parser.on('opentag', (tag: SaxesTagPlain) => handlers.begin?.(local(tag.name), tag.attributes));
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('closetag', (tag) => handlers.end?.(local(tag.name)));
  const decoder = new TextDecoder();
  for (const piece of unpacked(zip, name, most)) {
    parser.write(decoder.decode(piece, { stream: true }));
    yield;
  }
}

function readPart(zip: Buffer, entry: string, most: number, handlers: Handlers) {
  for (const _ of parts(zip, (it) => it === entry, most, handlers));
}

/** The texts that cells point to. */
function textsOf(zip: Buffer): string[] {
  const texts: string[] = [];
  let text: string | null = null;
  let inText = false;
  readPart(zip, 'xl/sharedStrings.xml', mostTexts, {
    begin(name) {
      if (name === 'si') text = '';
      // Readings of Japanese characters (rPh) stand beside the text and are none of it.
      inText = name === 't' || (inText && name !== 'rPh');
    },
    text(piece) {
      if (inText && text !== null) text += piece;
    },
    end(name) {
      if (name === 't') inText = false;
      if (name !== 'si') return;
      texts.push(text ?? '');
      text = null;
    },
  });
  return texts;
}

type Book = { sheet: string; startsIn1904: boolean };

/** Which part holds the sheet, and from which day on the workbook counts its dates. */
function bookOf(zip: Buffer, wanted: string): Book {
  const sheets: { name: string; id: string }[] = [];
  const targets = new Map<string, string>();
  let startsIn1904 = false;
  readPart(zip, 'xl/workbook.xml', mostSmall, {
    begin(name, attributes) {
      if (name === 'sheet') sheets.push({ name: attributes.name ?? '', id: attributes['r:id'] ?? '' });
      if (name === 'workbookPr') startsIn1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
    },
  });
  readPart(zip, 'xl/_rels/workbook.xml.rels', mostSmall, {
    begin: (_name, { Id = '', Target = '' }) => targets.set(Id, Target),
  });
  if (sheets.length === 0) throw wrong('file.not-excel');
  const sheet = wanted === '' ? sheets[0] : sheets.find(({ name }) => name.trim() === wanted);
  const names = sheets.map(({ name }) => name).join(', ');
  if (!sheet) throw wrong('file.no-such-sheet', { sheet: wanted, sheets: names.slice(0, 300) });
  const target = targets.get(sheet.id) ?? '';
  return { sheet: target.startsWith('/') ? target.slice(1) : `xl/${target}`, startsIn1904 };
}

type Row = { line: number; cells: Json[] };

/** "AB12" -> 27 */
const columnOf = (reference: string) =>
  [...reference.replace(/\d+$/, '')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

type Cell = { at: number; type: string; style: number; value: string };

/** What a cell holds: a text, a number, yes or no, or the day that a number is shown as. */
function cellsOf(zip: Buffer, startsIn1904: boolean): (cell: Cell) => Json {
  const texts = textsOf(zip);
  const isDate = dateStyles((handlers) => readPart(zip, 'xl/styles.xml', mostSmall, handlers));
  return ({ type, value, style }) => {
    if (type === 's') return texts[Number(value)] ?? '';
    if (type === 'b') return value === '1';
    if (type !== '' && type !== 'n') return value;
    if (value === '') return '';
    return isDate(style) ? dateOf(Number(value), startsIn1904) : Number(value);
  };
}

function cellAt({ r, t = '', s = '0' }: Record<string, string>, next: number): Cell {
  const at = r ? columnOf(r) : next;
  if (at >= mostColumns) throw wrong('csv.too-wide', { most: mostColumns });
  return { at: Math.max(0, at), type: t, style: Number(s), value: '' };
}

function* rowsOf(zip: Buffer, { sheet, startsIn1904 }: Book): Generator<Row> {
  const valueIn = cellsOf(zip, startsIn1904);
  let rows: Row[] = [];
  let row: Row = { line: 0, cells: [] };
  let cell = cellAt({}, 0);
  let inValue = false;
  const handlers: Handlers = {
    begin(name, attributes) {
      if (name === 'row') row = { line: Number(attributes.r ?? row.line + 1), cells: [] };
      if (name === 'c') cell = cellAt(attributes, row.cells.length);
      inValue = name === 'v' || name === 't';
    },
    text(text) {
      if (inValue) cell.value += text;
    },
    end(name) {
      inValue = false;
      if (name === 'c') row.cells[cell.at] = valueIn(cell);
      if (name === 'row' && row.cells.some((it) => it !== undefined && it !== '')) rows.push(row);
    },
  };
  for (const _ of parts(zip, (it) => it === sheet, mostSheet, handlers)) {
    yield* rows;
    rows = [];
  }
}

/** The rows of one sheet of a workbook (ECMA-376); its first row names the columns. */
export async function* readExcel(open: OpenBytes, how: HowToRead, from: Position): AsyncGenerator<Item> {
  const zip = await whole(await open(0), mostPacked);
  if (zip.readUInt16BE(0) !== 0x504b) throw wrong('file.not-excel');
  let columns: string[] | null = null;
  let record = 0;
  for (const { line, cells } of rowsOf(zip, bookOf(zip, how.sheet.trim()))) {
    if (!columns) {
      columns = Array.from(cells, (name, index) => (how.header && String(name ?? '').trim()) || `column${index + 1}`);
      const twice = columns.find((name, index) => columns?.indexOf(name) !== index);
      if (twice !== undefined) throw wrong('csv.header-twice', { column: twice });
      if (how.header) continue;
    }
    record += 1;
    if (record <= from.record) continue;
    const body = Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? '']));
    yield { body, line, after: { record, offset: 0, line } };
  }
  if (!columns) throw wrong('csv.empty');
}
