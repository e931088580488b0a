import * as z from 'zod';
import type { ConnectorContext } from '../connector.ts';
import { oneAtATime } from '../kit/one-at-a-time.ts';
import { type Cell, documentBody } from './document.ts';
import { cut, whole } from './lengths.ts';
import { ask } from './office.ts';
import { createdRow, Key, readRows } from './rows.ts';
import type { SalesOrder } from './sales-order.ts';
import { addressOf, type Settings } from './settings.ts';

type Customer = SalesOrder['customer'];
/** The book date selects the year, the account is where the debtor's invoices are collected. */
type Booking = { bookDate: string; receivablesAccount: string; knownCustomers: 'leave' | 'update' };

const Numbered = z.object({ SUB_NR: Key.pipe(z.string().min(1)) });
const Debtor = z.looseObject({ ...Numbered.shape, MAIL_BUS: z.string() });
type Debtor = z.infer<typeof Debtor>;

/** The number of the debtor with the customer's e-mail address; a new debtor where there is none. */
export function debtorOf(context: ConnectorContext<Settings>, customer: Customer, booking: Booking): Promise<string> {
  const { settings } = context;
  const name = [addressOf(settings), settings.companyId, customer.email].join(' ');
  return oneAtATime(name, () => findOrCreate(context, customer, booking));
}

async function findOrCreate(
  context: ConnectorContext<Settings>,
  customer: Customer,
  booking: Booking,
): Promise<string> {
  const email = whole('customer.email', customer.email, 50);
  const where = { field: 'MAIL_BUS', equals: email };
  const fields = booking.knownCustomers === 'update' ? '*' : 'SUB_NR, MAIL_BUS';
  const found = await readRows(context, { businessObject: 'AR1', table: 'CONTACT', fields, where }, Debtor);
  // FoxPro's "equal" also finds what only begins like it.
  const same = found.filter((row) => row.MAIL_BUS.toLowerCase() === email);
  const [debtor] = same.sort((a, b) => (a.SUB_NR < b.SUB_NR ? -1 : 1));
  if (!debtor) return create(context, customer, booking);
  if (booking.knownCustomers === 'update') await update(context, debtor, customer, booking);
  return debtor.SUB_NR;
}

/** Brings a known debtor up to date (a change by PUT is documented for debtors): only what differs, and no search code or account. */
async function update(
  context: ConnectorContext<Settings>,
  debtor: Debtor,
  customer: Customer,
  { bookDate, receivablesAccount }: Booking,
): Promise<void> {
  const kept = ['SRC_CODE', 'ACCT_NR', 'MAIL_BUS'];
  const cells = debtorCells(customer, receivablesAccount);
  const changed = cells.filter(({ name, value }) => !kept.includes(name) && String(debtor[name] ?? '') !== value);
  if (changed.length === 0) return;
  const header: Cell[] = [{ name: 'SUB_NR', type: 'C', value: debtor.SUB_NR }, ...changed];
  const json = documentBody({ businessObject: 'AR1', table: 'CONTACT', header, bookDate });
  const call = { method: 'PUT', path: '/accountviewdata', json, effect: 'write' } as const;
  await ask(context, call, z.unknown());
}

/** A company becomes a company debtor with the person as its contact, anybody else a debtor of their own name. */
async function create(context: ConnectorContext<Settings>, customer: Customer, booking: Booking): Promise<string> {
  const header = debtorCells(customer, booking.receivablesAccount);
  const json = documentBody({ businessObject: 'AR1', table: 'CONTACT', header, bookDate: booking.bookDate });
  const call = { method: 'POST', path: '/accountviewdata', json, effect: 'write' } as const;
  const created = await ask(context, call, createdRow('CONTACT', Numbered));
  return created.SUB_NR;
}

/** Names, lengths and upper case are documented in the data dictionary; "-" as search code is what clients send. */
function debtorCells(customer: Customer, receivablesAccount: string): Cell[] {
  const { company, name, street, city, phone, vatNumber } = customer;
  const country = customer.countryCode.toUpperCase();
  const postalCode = dutchWithSpace(country, customer.postalCode.toUpperCase());
  const cell = (column: string, value: string | null | undefined): Cell[] =>
    value ? [{ name: column, type: 'C', value }] : [];
  return [
    ...cell('SRC_CODE', '-'),
    ...cell('ACCT_NAME', cut(company || name, 40)),
    ...cell('MAIN_CONT', company && cut(name, 40)),
    ...cell('ACCT_NR', receivablesAccount),
    ...cell('ADDRESS1', cut(street, 80)),
    ...cell('POST_CODE', whole('customer.postalCode', postalCode, 10)),
    ...cell('CITY', cut(city, 35)),
    ...cell('CNT_CODE', country),
    ...cell('MAIL_BUS', whole('customer.email', customer.email, 50)),
    ...cell('TEL_BUS', phone && whole('customer.phone', phone, 20)),
    ...cell('VAT_NR', vatNumber && whole('customer.vatNumber', vatNumber.toUpperCase(), 14)),
  ];
}

/** A Dutch post code is written 1234 AB (reported). */
const dutchWithSpace = (country: string, postalCode: string): string =>
  country === 'NL' ? postalCode.replace(/^(\d{4})\s*([A-Z]{2})$/, '$1 $2') : postalCode;
