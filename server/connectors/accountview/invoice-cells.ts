import { type Cell, dateTime } from './document.ts';
import { cut, whole } from './lengths.ts';
import { missing, paymentCells, text } from './order-cells.ts';
import type { SalesOrder } from './sales-order.ts';

type Page = { journal: string; bookDate: string; debtor: string };

/** The page's head; its own number is the program's (assumed). Widths are documented. */
export const invoiceHeader = (order: SalesOrder, { journal, bookDate, debtor }: Page): Cell[] => [
  text('DJ_CODE', journal),
  text('HDR_DESC', cut(['Order', order.orderNumber, order.reference].filter(Boolean).join(' '), 40)),
  text('SUB_NR', debtor),
  text('INV_NR', whole('orderNumber', order.orderNumber, 12)),
  { name: 'TRN_DATE', type: 'D', value: dateTime(bookDate) },
  text('CUR_CODE', 'EUR'),
  { name: 'GROSS_FLG', type: 'L', value: false },
  money('PAGE_AMT', totalOf(order)),
  ...paymentCells(order),
];

/** What the customer owes, against what was sold and its VAT: together they are zero. */
export function invoiceLines(
  order: SalesOrder,
  {
    receivablesAccount,
    revenueAccount,
    bookDate,
  }: { receivablesAccount: string; revenueAccount: string; bookDate: string },
): Cell[][] {
  const line = (account: string, what: string, cells: Cell[]): Cell[] => [
    text('ACCT_NR', account),
    { name: 'TRN_DATE', type: 'D', value: dateTime(bookDate) },
    text('TRN_DESC', cut(what, 40)),
    ...cells,
  ];
  const sold = order.lines.map((it) => {
    const { gross, net } = amountsOf(it);
    if (!it.vatCode) throw missing('accountview.vat-code-missing', it.articleCode);
    const vatCode = whole('lines.vatCode', it.vatCode.toUpperCase(), 2);
    return line(revenueAccount, it.description || it.articleCode, amounts(-net, vatCode, net - gross, it.quantity));
  });
  return [line(receivablesAccount, `Order ${order.orderNumber}`, amounts(totalOf(order), '', 0, 0)), ...sold];
}

const amounts = (amount: number, vatCode: string, vat: number, quantity: number): Cell[] => [
  money('AMOUNT', amount),
  text('VAT_CODE', vatCode),
  money('VAT_AMT', vat),
  { name: 'TRN_QTY', type: 'N', value: quantity },
];

const totalOf = ({ lines }: SalesOrder): number => lines.reduce((sum, line) => sum + amountsOf(line).gross, 0);

/** Both prices are needed: the VAT is what lies between them. */
function amountsOf({ articleCode, quantity, unitPrice, unitPriceInclVat }: SalesOrder['lines'][number]) {
  if (typeof unitPrice !== 'number' || typeof unitPriceInclVat !== 'number')
    throw missing('accountview.price-missing', articleCode);
  return { net: cents(quantity * unitPrice), gross: cents(quantity * unitPriceInclVat) };
}

const cents = (amount: number): number => Math.round(amount * 100) / 100;
const money = (name: string, value: number): Cell => ({ name, type: 'Y', value: cents(value) });
