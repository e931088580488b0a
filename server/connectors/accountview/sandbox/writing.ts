import * as z from 'zod';
import { businessObject, isNumber, refuse, tableAnswer } from './reading.ts';
import { Refusal } from './refusal.ts';
import { changeStock, columnsOf, programTime, type Row, type TableName, type World } from './world.ts';

const Definition = z.object({
  Name: z.string(),
  Fields: z.array(z.object({ Name: z.string(), FieldType: z.string().length(1) })),
});
const Rows = z.array(z.object({ Values: z.array(z.union([z.string(), z.number(), z.boolean()])) }));
const Body = z.object({
  BookDate: z.string(),
  BusinessObject: z.string(),
  Table: z.object({ Definition, DetailDefinitions: z.array(Definition).default([]) }),
  TableData: z.object({
    Data: z.object({ Rows }),
    DetailData: z.array(z.object({ Rows })).default([]),
  }),
});
type Body = z.infer<typeof Body>;

/** Financial years before this one are closed. */
const firstOpenYear = 2025;

/** Creates rows from a positional table and answers them with their generated keys; only debtors can be changed. */
export function write(world: World, method: 'POST' | 'PUT', given: unknown, now: Date): Record<string, Row | Row[]> {
  const parsed = Body.safeParse(given);
  if (!parsed.success) return refuse('De structuur van het bericht is ongeldig.');
  const body = parsed.data;
  const year = Number(body.BookDate.slice(0, 4));
  // Some refusals look like a success to whoever reads the status only.
  if (year < firstOpenYear) throw new Refusal(`Boekjaar ${year} is afgesloten.`, 200);
  if (!(year <= now.getUTCFullYear() + 1))
    throw new Refusal(`Boekjaar ${body.BookDate.slice(0, 4)} bestaat niet.`, 200);
  const { master } = businessObject(body.BusinessObject);
  if (method === 'PUT') return master === 'CONTACT' ? changeDebtor(world, body, now) : refuse('Wijzigen kan niet.');
  if (master === 'CONTACT') return createDebtor(world, body, now);
  if (master === 'SO_HDR') return createOrder(world, body, now, year);
  if (master === 'DJ_PAGE') return createInvoice(world, body, now, year);
  return refuse(`${body.BusinessObject} kan niet worden toegevoegd.`);
}

function createDebtor(world: World, body: Body, now: Date) {
  const [row] = rowsOf('CONTACT', body.Table.Definition, body.TableData.Data.Rows);
  if (!row) return refuse('Er is geen rij.');
  const debtor = { ...checked('CONTACT', row), SUB_NR: String(world.next.debtor), CNG_DATE: programTime(now) };
  world.next.debtor += 1;
  world.tables.CONTACT.push(debtor);
  world.received.push({ at: now.toISOString(), what: 'AR1', id: debtor.SUB_NR, body: { header: debtor, lines: [] } });
  return tableAnswer('CONTACT', [debtor]);
}

/** What a change does not name stays. */
function changeDebtor(world: World, body: Body, now: Date) {
  const [row] = rowsOf('CONTACT', body.Table.Definition, body.TableData.Data.Rows);
  const debtor = world.tables.CONTACT.find(({ SUB_NR }) => SUB_NR === row?.SUB_NR);
  if (!debtor || !row) return refuse('De debiteur bestaat niet.');
  Object.assign(debtor, checked('CONTACT', { ...debtor, ...row }), { CNG_DATE: programTime(now) });
  const received = { at: now.toISOString(), what: 'AR1 changed', id: String(debtor.SUB_NR) };
  world.received.push({ ...received, body: { header: { ...debtor }, lines: [] } });
  return tableAnswer('CONTACT', [debtor]);
}

/** A page of a journal; its lines and their VAT must be zero together (reported as refused otherwise). */
function createInvoice(world: World, body: Body, now: Date, year: number) {
  const [row] = rowsOf('DJ_PAGE', body.Table.Definition, body.TableData.Data.Rows);
  const [definition] = body.Table.DetailDefinitions;
  if (!row || !definition) return refuse('Een boeking heeft een kop en regels nodig.');
  const given = rowsOf('DJ_LINE', definition, body.TableData.DetailData[0]?.Rows ?? []);
  const left = given.reduce((sum, { AMOUNT = 0, VAT_AMT = 0 }) => sum + Number(AMOUNT) + Number(VAT_AMT), 0);
  if (given.length === 0 || Math.abs(left) > 0.004) throw new Refusal('De boeking is niet in evenwicht.', 200);
  const PAGE_NR = String(world.next.page);
  const header: Row = { ...checked('DJ_PAGE', row), PAGE_NR, BOOK_YEAR: year };
  if (!world.tables.CONTACT.some(({ SUB_NR }) => SUB_NR === header.SUB_NR))
    return refuse(`Debiteur ${header.SUB_NR} bestaat niet.`);
  const lines = given.map((line, at): Row => {
    const REC_ID = String(world.next.record + at).padStart(10, '0');
    return { ...checked('DJ_LINE', line), PAGE_NR, REC_ID };
  });
  world.next = { ...world.next, page: world.next.page + 1, record: world.next.record + lines.length };
  world.tables.DJ_PAGE.push(header);
  world.tables.DJ_LINE.push(...lines);
  world.received.push({ at: now.toISOString(), what: 'DJ2', id: PAGE_NR, body: { header, lines } });
  return { ...tableAnswer('DJ_PAGE', [header]), ...tableAnswer('DJ_LINE', lines) };
}

function createOrder(world: World, body: Body, now: Date, year: number) {
  const [row] = rowsOf('SO_HDR', body.Table.Definition, body.TableData.Data.Rows);
  const [definition] = body.Table.DetailDefinitions;
  if (!row || !definition) return refuse('Een order heeft een kop en regels nodig.');
  const given = rowsOf('SO_LINE', definition, body.TableData.DetailData[0]?.Rows ?? []);
  if (given.some(({ HEADERID }) => HEADERID !== row.ROWID)) return refuse('Een regel hoort bij geen enkele order.');
  if (given.length === 0) return refuse('Een order heeft regels nodig.');
  const ORD_NR = String(world.next.order);
  const header: Row = { ...checked('SO_HDR', row), ORD_NR, BOOK_YEAR: year, CNG_DATE: programTime(now) };
  if (!world.tables.CONTACT.some(({ SUB_NR }) => SUB_NR === header.RPL_INV)) {
    return refuse(`Debiteur ${header.RPL_INV} bestaat niet.`);
  }
  const lines = given.map((line, at) => orderLine(world, line, ORD_NR, at));
  world.next = { ...world.next, order: world.next.order + 1, record: world.next.record + lines.length };
  world.tables.SO_HDR.push(header);
  world.tables.SO_LINE.push(...lines);
  for (const line of lines) changeStock(article(world, line), { reserved: Number(line.ORD_QTY) });
  world.received.push({ at: now.toISOString(), what: 'SO1', id: ORD_NR, body: { header, lines } });
  return { ...tableAnswer('SO_HDR', [header]), ...tableAnswer('SO_LINE', lines) };
}

function orderLine(world: World, given: Row, ORD_NR: string, at: number): Row {
  const code = String(given.VAT_CODE ?? '').trim();
  if (!world.tables.VAT.some(({ VAT_CODE }) => VAT_CODE === code)) throw new Refusal('Btw-code ontbreekt.', 200);
  const line = checked('SO_LINE', given);
  article(world, line);
  return { ...line, ORD_NR, REC_ID: String(world.next.record + at).padStart(10, '0') };
}

const article = (world: World, { ART_CODE = '' }: Row): Row =>
  world.tables.ARTICLE.find((it) => it.ART_CODE === ART_CODE) ?? refuse(`Artikel ${ART_CODE} bestaat niet.`);

/** Values find their columns by position alone. */
function rowsOf(table: TableName, { Name, Fields }: z.infer<typeof Definition>, rows: z.infer<typeof Rows>): Row[] {
  if (Name !== table) return refuse(`Tabel ${Name} bestaat niet.`);
  return rows.map(({ Values }) => {
    if (Values.length !== Fields.length) return refuse('Het aantal waarden klopt niet met het aantal velden.');
    return Object.fromEntries(Fields.map((field, at) => [field.Name.toUpperCase(), Values[at] ?? '']));
  });
}

/** By the data dictionary: known names, mandatory fields, widths, capitals. */
function checked(table: TableName, row: Row): Row {
  const { ROWID: _row, HEADERID: _header, ...fields } = row;
  const columns = columnsOf(table);
  const unknown = Object.keys(fields).find((name) => !columns.some((column) => column.name === name));
  if (unknown) return refuse(`Veld ${table}.${unknown} bestaat niet.`);
  const cells = columns.map(({ name, type, length, mandatory, upper }): [string, Row[string]] => {
    const value = fields[name] ?? (isNumber(type) ? 0 : '');
    if (mandatory && value === '') return refuse(`Veld ${name} is verplicht.`);
    if (type === 'C' && String(value).length > length) return refuse(`Veld ${name} is te lang.`);
    return [name, upper ? String(value).toUpperCase() : value];
  });
  return Object.fromEntries(cells);
}
