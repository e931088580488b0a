/** One value and its column: text, number, date with time, date, yes or no, amount of money (documented). */
export type Cell = { name: string; type: 'C' | 'N' | 'T' | 'D' | 'L' | 'Y'; value: string | number | boolean };

export type Document = {
  businessObject: 'AR1' | 'SO1' | 'DJ2';
  table: string;
  header: Cell[];
  /** The lines; all have the same columns. */
  detail?: { table: string; rows: Cell[][] };
  bookDate: string;
};

/** The body of a write: a table by position, with columns first. Detail rows point at the header by its RowId. */
export function documentBody({ businessObject, table, header, detail, bookDate }: Document) {
  const rowId: Cell = { name: 'RowId', type: 'C', value: '1' };
  const lines = (detail?.rows ?? []).map((row, at): Cell[] => [
    { name: 'RowId', type: 'C', value: String(at + 1) },
    { name: 'HeaderId', type: 'C', value: rowId.value },
    ...row,
  ]);
  return {
    BookDate: dateTime(bookDate),
    BusinessObject: businessObject,
    Table: {
      Definition: { Name: table, Fields: columns([rowId, ...header]) },
      DetailDefinitions: detail ? [{ Name: detail.table, Fields: columns(lines[0] ?? []) }] : [],
    },
    TableData: {
      Data: { Rows: [{ Values: values([rowId, ...header]) }] },
      DetailData: detail ? [{ Rows: lines.map((line) => ({ Values: values(line) })) }] : [],
    },
  };
}

/** A day as clients of the live API write it. */
export const dateTime = (day: string): string => `${day}T00:00:00.000Z`;

const columns = (cells: Cell[]) => cells.map(({ name, type }) => ({ Name: name, FieldType: type }));
const values = (cells: Cell[]) => cells.map(({ value }) => value);
