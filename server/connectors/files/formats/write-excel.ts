import { strToU8, zipSync } from 'fflate';
import type { Json } from '../../connector.ts';
import { textOf } from './cells.ts';
import { escaped } from './write-xml.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';

const fixed = {
  '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

/** A date that never changes, so that the same records are the same file. */
const mtime = new Date('2000-01-01T00:00:00Z');

const cell = (value: Json | undefined) =>
  typeof value === 'number'
    ? `<c><v>${value}</v></c>`
    : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(textOf(value, false))}</t></is></c>`;

/** A workbook with one sheet (ECMA-376): texts are texts, so nothing in them is ever run as a formula. */
export function excelOf(columns: string[], rows: Record<string, Json>[]): Buffer {
  const row = (values: (Json | undefined)[]) => `<row>${values.map(cell).join('')}</row>`;
  const lines = [row(columns), ...rows.map((it) => row(columns.map((name) => it[name])))];
  const sheet = `<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData></worksheet>`;
  const parts = Object.entries({ ...fixed, 'xl/worksheets/sheet1.xml': sheet });
  return Buffer.from(
    zipSync(Object.fromEntries(parts.map(([name, xml]) => [name, strToU8(declaration + xml)])), { mtime }),
  );
}
