import { PermanentError } from '#server/errors.ts';
import { type Cell, dateTime } from './document.ts';
import { cut, whole } from './lengths.ts';
import type { SalesOrder } from './sales-order.ts';

/** Codes are capitals in AccountView (assumed for articles, as its data dictionary says of other codes). */
export const articleOf = ({ articleCode }: { articleCode: string }): string => articleCode.toUpperCase();

/** The header without its debtor. The widths of comments and article codes are assumed, the others documented. */
export function headerCells(order: SalesOrder): Cell[] {
  const day = dateTime(order.orderDate);
  return [
    date('ORD_DATE', day),
    date('INV_DATE', day),
    date('DEL_DATE', day),
    text('COMMENT1', whole('orderNumber', order.orderNumber, 40)),
    ...(order.reference ? [text('COMMENT2', cut(order.reference, 40))] : []),
    text('TO_EMAIL', whole('customer.email', order.customer.email, 50)),
    ...paymentCells(order),
  ];
}

/** Term and method of payment. The columns are documented for invoices; that orders have the same ones is assumed. */
export const paymentCells = ({ paymentDays, paymentMethod }: SalesOrder): Cell[] => [
  ...(typeof paymentDays === 'number' ? [{ name: 'CRED_DAYS', type: 'N' as const, value: paymentDays }] : []),
  ...(paymentMethod ? [text('PAY_TYPE', whole('paymentMethod', paymentMethod, 25))] : []),
];

/** Who is sent the invoice, and the goods. */
export const forDebtor = (number: string): Cell[] => [text('RPL_INV', number), text('RPL_DEL', number)];

type Line = SalesOrder['lines'][number] & { described: boolean };

/** All lines have the same columns, and an empty description would wipe out the article's own: all or none. */
export function lineCells(order: SalesOrder, line: Line, pricesIncludeVat: boolean): Cell[] {
  const article = articleOf(line);
  const price = pricesIncludeVat ? line.unitPriceInclVat : line.unitPrice;
  if (typeof price !== 'number') throw missing('accountview.price-missing', article);
  if (!line.vatCode) throw missing('accountview.vat-code-missing', article);
  return [
    date('DEL_DATE', dateTime(order.orderDate)),
    text('ART_CODE', whole('lines.articleCode', article, 20)),
    ...(line.described ? [text('ART_DESC1', cut(line.description ?? '', 40))] : []),
    { name: 'ORD_QTY', type: 'N', value: line.quantity },
    { name: 'ART_PX', type: 'N', value: price },
    text('VAT_CODE', whole('lines.vatCode', line.vatCode.toUpperCase(), 2)),
  ];
}

export const text = (name: string, value: string): Cell => ({ name, type: 'C', value });
const date = (name: string, value: string): Cell => ({ name, type: 'T', value });

export const missing = (code: string, article: string) =>
  new PermanentError({ problem: { code, params: { article } } });
