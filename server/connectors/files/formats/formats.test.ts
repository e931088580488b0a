import { Readable } from 'node:stream';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { platformProblems } from '#flows/problems/index.ts';
import { PermanentError } from '#server/errors.ts';
import { flat } from './cells.ts';
import { type Body, beginning, type HowToRead, type Item, type Position } from './format.ts';
import { type FormatName, formatNames, readers } from './index.ts';
import { contentOf, type HowToWrite } from './write.ts';

const how: HowToRead = {
  ...{ delimiter: 'auto', encoding: 'auto', header: true, numberColumns: '', recordsAt: '', sheet: '' },
};

/** Bytes as they come over a line: in small pieces, cut anywhere. */
const inPieces = (bytes: Buffer, size: number) =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size)),
  );

async function itemsOf(
  format: FormatName,
  content: string | Buffer,
  more: Partial<HowToRead> = {},
  from = beginning,
  size = 7,
) {
  const bytes = Buffer.from(content);
  const items: Item[] = [];
  const open = async (at: number) => inPieces(bytes.subarray(at), size);
  for await (const item of readers[format](open, { ...how, ...more }, from)) items.push(item);
  return items;
}

const bodiesOf = async (...asked: Parameters<typeof itemsOf>) => (await itemsOf(...asked)).map(({ body }) => body);

const problemOf = async (...asked: Parameters<typeof itemsOf>) => {
  const error = await itemsOf(...asked).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PermanentError)) throw new Error(`no problem, but ${error}`);
  expect(Object.keys(platformProblems)).toContain(error.problem.code);
  return error.problem;
};

const written: HowToWrite = {
  ...{ format: 'csv', columns: '', delimiter: 'semicolon', decimalComma: false, mark: false, elements: 'orders/order' },
};

describe('A table as text', () => {
  test('in the encoding of older Windows programs is read as well as UTF-8, row by row', async () => {
    const bytes = Buffer.concat([Buffer.from('a;b\n1;M'), Buffer.from([0xfc, 0x80]), Buffer.from('\n2;Mü€\n')]);
    expect(await bodiesOf('csv', bytes)).toEqual([
      { a: '1', b: 'Mü€' },
      { a: '2', b: 'Mü€' },
    ]);
    expect((await itemsOf('csv', bytes, { encoding: 'utf-8' }))[0]?.problem?.code).toBe('csv.unreadable');
  });

  test('has numbers with a decimal comma where a person says so, and nowhere else', async () => {
    const rows = 'sku;price;note\n0012;1.200,50;1,5\n0013;-7;x\n0014;soon;y\n';
    expect(await bodiesOf('csv', rows, { numberColumns: 'price' })).toEqual([
      { sku: '0012', price: 1200.5, note: '1,5' },
      { sku: '0013', price: -7, note: 'x' },
      { sku: '0014', price: 'soon', note: 'y' },
    ]);
  });

  test('goes on in the middle as if it had never stopped, wherever that was', async () => {
    const cell = fc.string({ maxLength: 6 }).filter((it) => !it.includes('\0'));
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 12 }), fc.nat(11), async (cells, stop) => {
        const rows = cells.map((it, index) => `${index};"${it.replaceAll('"', '""')}"`);
        const text = ['nr;text', ...rows, ''].join('\r\n');
        const all = await itemsOf('csv', text);
        const at: Position | undefined = all[stop]?.after;
        if (!at) return;
        const rest = await itemsOf('csv', text, {}, JSON.parse(JSON.stringify(at)));
        expect(rest).toEqual(all.slice(stop + 1));
      }),
      { numRuns: 60 },
    );
  });

  test('with lines that end in a carriage return alone is a table too', async () => {
    expect(await bodiesOf('csv', 'a;b\r1;2\r3;4\r')).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
  });
});

describe('XML', () => {
  const orders =
    '<?xml version="1.0"?><o:orders xmlns:o="urn:x"><o:order id="1"><nr>A &amp; B</nr><line><sku>1</sku></line>' +
    '<line><sku>2</sku></line><note><![CDATA[<b>]]></note></o:order><o:order id="2"/></o:orders>';

  test('gives the elements under the outermost one, with attributes, lists and texts', async () => {
    expect(await bodiesOf('xml', orders)).toEqual([
      { '@id': '1', nr: 'A & B', line: [{ sku: '1' }, { sku: '2' }], note: '<b>' },
      { '@id': '2' },
    ]);
  });

  test('gives the elements that a person names, and goes on behind those that were read', async () => {
    const [first] = await itemsOf('xml', orders, { recordsAt: 'order/line' });
    expect(first?.body).toEqual({ sku: '1' });
    expect(await bodiesOf('xml', orders, { recordsAt: 'order/line' }, first?.after)).toEqual([{ sku: '2' }]);
  });

  test('keeps to the encoding that it names', async () => {
    const text = '<?xml version="1.0" encoding="iso-8859-1"?><a><b>Mü</b></a>';
    expect(await bodiesOf('xml', Buffer.from(text, 'latin1'))).toEqual([{ text: 'Mü' }]);
  });

  test('with a document type is not read: that is how a small file becomes gigabytes', async () => {
    const bomb = '<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;&x;">]><a><b>&y;</b></a>';
    expect((await problemOf('xml', bomb)).code).toBe('file.doctype');
    const outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><b>&x;</b></a>';
    expect((await problemOf('xml', outside)).code).toBe('file.doctype');
    expect((await problemOf('xml', '<a><b>&x;</b></a>')).code).toBe('file.not-xml');
  });

  test('that is broken or nested without end says so', async () => {
    expect(await problemOf('xml', '<a>\n<b>x</a>')).toMatchObject({ code: 'file.not-xml', params: { line: 2 } });
    expect((await problemOf('xml', '<a>'.repeat(1000))).code).toBe('file.too-deep');
    expect((await problemOf('xml', `<a><b>${'x'.repeat(5_100_000)}`, {}, beginning, 65_536)).code).toBe(
      'file.record-too-large',
    );
  });

  test('cannot name a field that every object has', async () => {
    const [body] = await bodiesOf('xml', '<a><b><__proto__>x</__proto__></b></a>');
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(Object.hasOwn(body ?? {}, '__proto__')).toBe(true);
  });
});

describe('JSON', () => {
  test('gives the records of its first list, or of the one at a path', async () => {
    expect(await bodiesOf('json', '[{"a":"],{\\""},{"a":[1,{"b":2}]}]')).toEqual([{ a: '],{"' }, { a: [1, { b: 2 }] }]);
    const two = '{"tags":["x"],"data":{"orders":[{"nr":1},{"nr":2}]}}';
    expect(await bodiesOf('json', two, { recordsAt: 'data.orders' })).toEqual([{ nr: 1 }, { nr: 2 }]);
  });

  test('however it is written and cut, gives what the whole of it holds', async () => {
    const list = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(list, fc.boolean(), fc.integer({ min: 1, max: 50 }), async (all, wide, size) => {
        const clean = JSON.parse(JSON.stringify(all), (name, value) => (name === '__proto__' ? undefined : value));
        const text = JSON.stringify({ items: clean }, null, wide ? 2 : 0);
        const found = await bodiesOf('json', text, { recordsAt: 'items' }, beginning, size);
        expect(JSON.parse(JSON.stringify(found))).toEqual(JSON.parse(JSON.stringify(clean)));
      }),
      { numRuns: 60 },
    );
  });

  test('that is cut off, has no list or is nested without end says so', async () => {
    expect((await problemOf('json', '[{"a":1}')).code).toBe('file.cut-off');
    expect((await problemOf('json', '{"a":1}')).code).toBe('file.no-records');
    expect((await problemOf('json', '{"a":'.repeat(1000))).code).toBe('file.too-deep');
  });

  test('by the line tells which line is none, and reads the others', async () => {
    const items = await itemsOf('json-lines', '{"a":1}\r\n\nnope\n{"a":2}');
    expect(items.map(({ body, line, problem }) => [line, problem?.code ?? body])).toEqual([
      [1, { a: 1 }],
      [3, 'file.not-json'],
      [4, { a: 2 }],
    ]);
    expect(await bodiesOf('json-lines', '{"a":1}\r\n\nnope\n{"a":2}', {}, items[1]?.after)).toEqual([{ a: 2 }]);
  });
});

describe('Excel', () => {
  const book = (sheet: string, more: Record<string, string> = {}) =>
    Buffer.from(
      zipSync(
        Object.fromEntries(
          Object.entries({
            'xl/workbook.xml':
              '<workbook xmlns:r="r"><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
            'xl/_rels/workbook.xml.rels': '<R><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></R>',
            'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
            ...more,
          }).map(([name, xml]) => [name, strToU8(xml)]),
        ),
      ),
    );

  test('gives shared texts, numbers, yes or no, dates and cells that are left out', async () => {
    const sheet =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>ok</t></is></c></row>' +
      '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" s="1"><v>46348.604166666664</v></c></row>' +
      '<row r="4"><c r="A4"><v>12.5</v></c><c r="B4" s="1"><v>46348</v></c><c r="C4" t="b"><v>1</v></c></row>';
    const more = {
      'xl/sharedStrings.xml':
        '<sst><si><t>sku</t></si><si><t>when</t></si><si><r><t>00</t></r><r><t>12</t></r></si></sst>',
      'xl/styles.xml': '<s><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></s>',
    };
    expect((await itemsOf('excel', book(sheet, more))).map(({ body, line }) => [line, body])).toEqual([
      [3, { sku: '0012', when: '2026-11-22T14:30:00', ok: '' }],
      [4, { sku: 12.5, when: '2026-11-22', ok: true }],
    ]);
  });

  test('that is none, that has no such sheet, or that unpacks without end says so', async () => {
    expect((await problemOf('excel', 'sku;name\n')).code).toBe('file.not-excel');
    const sheets = await problemOf('excel', book('<row/>'), { sheet: 'Two' });
    expect(sheets).toMatchObject({ code: 'file.no-such-sheet', params: { sheet: 'Two', sheets: 'One' } });
    const bomb = book('<row/>', { 'xl/workbook.xml': `<workbook>${' '.repeat(6_000_000)}</workbook>` });
    expect(bomb.length).toBeLessThan(20_000);
    expect((await problemOf('excel', bomb, {}, beginning, 65_536)).code).toBe('file.unpacks-too-large');
  });
});

describe('What is written', () => {
  const records: Body[] = [
    { number: '1042', customer: { name: 'Ünïcode; "x"\r\ny' }, total: 12.5 },
    { number: '1043', customer: { name: '<b>&amp;' }, total: 7 },
  ];
  const back: Record<FormatName, unknown> = {
    csv: records.map((it) => ({ ...flat(it), total: String(it.total) })),
    excel: records.map((it) => flat(it)),
    xml: records.map((it) => ({ number: it.number, customer: it.customer, total: String(it.total) })),
    json: records,
    'json-lines': records,
  };

  test.each(formatNames)('as %s is read back as it was', async (format) => {
    const content = contentOf(records, { ...written, format });
    const found = await bodiesOf(format, content, { delimiter: 'semicolon' });
    expect(found).toEqual(back[format]);
    expect(contentOf(records, { ...written, format })).toEqual(content);
  });

  test('as a table runs nothing in a spreadsheet, and leaves amounts and telephone numbers alone', () => {
    const list = ['=1+cmd|x', '@SUM(A1)', '+31 6 12345678', '-12,50', '-x'].map((text, number) => ({ number, text }));
    expect(contentOf(list, written).toString().split('\r\n').slice(1, -1)).toEqual([
      ...["0;'=1+cmd|x", "1;'@SUM(A1)", '2;+31 6 12345678', '3;-12,50', "4;'-x"],
    ]);
  });

  test('has the columns that a person names, and a comma in numbers where that is asked', () => {
    const asked = { ...written, columns: 'total, customer.name, none', decimalComma: true, mark: true };
    expect(contentOf(records.slice(1), asked).toString()).toBe('\uFEFFtotal;customer.name;none\r\n7;"<b>&amp;";\r\n');
  });
});
