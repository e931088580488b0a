import { Refusal } from './refusal.ts';
import { type Column, columnsOf, type Row, type TableName, type World } from './world.ts';

/** Parameters by their lower-case names: the vendor is loose about case. */
export type Query = Record<string, string>;

const businessObjects: Record<string, { master: TableName; detail?: TableName; by?: string }> = {
  AR1: { master: 'CONTACT' },
  AK1: { master: 'ARTICLE' },
  AG1: { master: 'ART_GRP' },
  VA1: { master: 'VAT' },
  SO1: { master: 'SO_HDR', detail: 'SO_LINE', by: 'ORD_NR' },
  DJ2: { master: 'DJ_PAGE', detail: 'DJ_LINE', by: 'PAGE_NR' },
};

export const businessObject = (code: string | undefined) =>
  businessObjects[(code ?? '').toUpperCase()] ?? refuse(`Onbekend business object ${code ?? ''}.`);

/** The column by which a table's pages go on. */
const keyOf: Record<TableName, string> = {
  CONTACT: 'SUB_NR',
  ARTICLE: 'REC_ID',
  ART_GRP: 'AG_CODE',
  VAT: 'VAT_CODE',
  SO_HDR: 'ORD_NR',
  SO_LINE: 'REC_ID',
  DJ_PAGE: 'PAGE_NR',
  DJ_LINE: 'REC_ID',
};

/** An answer keyed by table: without rows the table is absent, and a single row stands there as an object. */
export function read(world: World, query: Query, year: number): Record<string, Row | Row[]> {
  const { master, detail, by = '' } = businessObject(query.businessobject);
  const rows = page(master, filtered(master, inYear(world.tables[master], query, year), query), query);
  const answer = { ...tableAnswer(master, rows, query.fields) };
  if (!detail) return answer;
  const lines = rows.flatMap((row, at) =>
    world.tables[detail].filter((line) => line[by] === row[by]).map((line) => ({ ...line, [`${master}_Id`]: at })),
  );
  return { ...answer, ...tableAnswer(detail, lines, '*') };
}

/** Orders are read in the year of the book date; today's where none is given. */
function inYear(rows: Row[], { bookdate }: Query, year: number): Row[] {
  const wanted = bookdate ? Number(bookdate.slice(0, 4)) : year;
  return rows.filter(({ BOOK_YEAR }) => BOOK_YEAR === undefined || BOOK_YEAR === wanted);
}

export function tableAnswer(table: TableName, rows: Row[], fields = '*'): Record<string, Row | Row[]> {
  const columns = chosen(table, fields);
  const shown = rows.map((row, at) => ({ [`${table}_Id`]: at, ...linkOf(row), ...project(row, columns) }));
  const [only] = shown;
  if (!only) return {};
  return { [table]: shown.length === 1 ? only : shown };
}

/** A detail row says by its place whose it is. */
const linkOf = ({ SO_HDR_Id, DJ_PAGE_Id }: Row): Row => ({
  ...(SO_HDR_Id !== undefined && { SO_HDR_Id }),
  ...(DJ_PAGE_Id !== undefined && { DJ_PAGE_Id }),
});

/** Texts fill the width of their column. */
const project = (row: Row, columns: Column[]): Row =>
  Object.fromEntries(
    columns.map(({ name, type, length }) => {
      const value = row[name] ?? (isNumber(type) ? 0 : '');
      return [name, type === 'C' ? String(value).padEnd(length) : value];
    }),
  );

export const isNumber = (type: string): boolean => type === 'N' || type === 'Y';

function chosen(table: TableName, fields: string): Column[] {
  if (fields.trim() === '*') return columnsOf(table);
  return fields.split(',').map((field) => column(table, field));
}

function column(table: TableName, field: string): Column {
  const name = field.trim().toUpperCase();
  const found = columnsOf(table).find((it) => name === `${table}.${it.name}` || name === it.name);
  return found ?? refuse(`Veld ${field.trim()} bestaat niet.`);
}

function page(table: TableName, rows: Row[], { pagesize = '100', pagenumber = '1', lastkey }: Query): Row[] {
  const size = Math.max(1, Number(pagesize));
  const key = keyOf[table];
  if (lastkey !== undefined) return rows.filter((row) => String(row[key]) > lastkey.trim()).slice(0, size);
  return rows.slice((Number(pagenumber) - 1) * size, Number(pagenumber) * size);
}

function filtered(table: TableName, rows: Row[], query: Query): Row[] {
  const filters = Object.keys(query).flatMap((name) => /^filtercontrolsource(\d+)$/.exec(name)?.[1] ?? []);
  return filters.reduce((left, n) => {
    const { name } = column(table, query[`filtercontrolsource${n}`] ?? '');
    const fits = operator(query[`filteroperator${n}`] ?? 'Equal');
    return left.filter((row) => fits(row[name] ?? '', query[`filtervalue${n}`] ?? ''));
  }, rows);
}

/** FoxPro's way: two texts are equal when the first begins with the second. Dates are written {^2026-01-31}. */
function operator(name: string): (cell: Row[string], value: string) => boolean {
  const day = (value: string) => /^\{\^(\d{4}-\d{2}-\d{2})\}$/.exec(value)?.[1] ?? refuse(`Ongeldige datum ${value}.`);
  const operators: Record<string, (cell: Row[string], value: string) => boolean> = {
    equal: (cell, value) => (typeof cell === 'string' ? cell.startsWith(value.trimEnd()) : String(cell) === value),
    contains: (cell, value) => String(cell).includes(value),
    dateonorafterdate: (cell, value) => String(cell).slice(0, 10) >= day(value),
    dateonorbeforedate: (cell, value) => String(cell).slice(0, 10) <= day(value),
  };
  const numbered: Record<string, string> = { '42': 'dateonorafterdate', '43': 'dateonorbeforedate' };
  return operators[numbered[name] ?? name.toLowerCase()] ?? refuse(`Onbekende operator ${name}.`);
}

export function refuse(message: string): never {
  throw new Refusal(message);
}
