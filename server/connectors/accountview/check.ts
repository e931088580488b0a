import * as z from 'zod';
import type { Words } from '#flows/words.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Check, ConnectorContext } from '../connector.ts';
import { ask } from './office.ts';
import { readRows, tableOf } from './rows.ts';
import type { Settings } from './settings.ts';
import { accessToken } from './token.ts';
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

/** Each step needs the ones before it, so the first one that fails ends the check. */
const steps: { id: keyof typeof words.checks; run(context: Context): Promise<number | undefined> }[] = [
  { id: 'key', run: async (context) => void (await accessToken(context)) },
  { id: 'company', run: company },
  { id: 'articles', run: (context) => count(context, 'AK1', 'ARTICLE', 'ART_CODE') },
  { id: 'debtors', run: (context) => count(context, 'AR1', 'CONTACT', 'SUB_NR') },
  { id: 'vatCodes', run: (context) => count(context, 'VA1', 'VAT', 'VAT_CODE') },
  { id: 'fields', run: salesOrderFields },
];

export async function check(context: Context): Promise<Check[]> {
  const reachable: Check = { id: 'reachable', title: words.checks.reachable, ok: true };
  const checks: Check[] = [];
  for (const { id, run } of steps) {
    const done = await named(id, words.checks[id], () => run(context));
    checks.push(done);
    if (!done.ok && id === 'key' && !done.problem?.code.startsWith('accountview.')) {
      return [{ ...reachable, ok: false, problem: done.problem }];
    }
    if (!done.ok) break;
  }
  return [reachable, ...checks];
}

async function named(id: string, title: Words, run: () => Promise<number | undefined>): Promise<Check> {
  try {
    const found = await run();
    return { id, title, ok: true, ...(found !== undefined && { count: found }) };
  } catch (error) {
    if (error instanceof TemporaryError || error instanceof PermanentError || error instanceof ConnectionLostError) {
      return { id, title, ok: false, problem: error.problem };
    }
    throw error;
  }
}

const Company = z.object({ Id: z.coerce.string(), Description: z.string().default('') });

/** The id is not the code that people see in AccountView, so a wrong one is answered with those there are. */
async function company(context: Context): Promise<number> {
  const companies = await ask(context, { method: 'GET', path: '/companies', effect: 'read' }, z.array(Company));
  const { companyId } = context.settings;
  if (companies.some(({ Id }) => Id === companyId)) return companies.length;
  const known = companies.map(({ Id, Description }) => `${Description} = ${Id}`).join(', ');
  throw new PermanentError({
    problem: { code: 'accountview.company-unknown', params: { company: companyId, known: known.slice(0, 1000) } },
  });
}

async function count(
  context: Context,
  businessObject: 'AK1' | 'AR1' | 'VA1',
  table: 'ARTICLE' | 'CONTACT' | 'VAT',
  fields: string,
): Promise<number> {
  return (await readRows(context, { businessObject, table, fields }, z.unknown())).length;
}

/** The columns of a sales order that no dictionary at hand names. */
const wanted = [
  ...['SO_HDR.COMMENT1', 'SO_HDR.COMMENT2', 'SO_HDR.TO_EMAIL', 'SO_HDR.CRED_DAYS', 'SO_HDR.PAY_TYPE'],
  ...['SO_LINE.ART_DESC1', 'SO_LINE.VAT_CODE'],
];
const Column = z.object({ DBF_NAME: z.string(), FIELD_NAME: z.string() });

async function salesOrderFields(context: Context): Promise<number> {
  const query = { BusinessObject: 'SO1', PageSize: 1000 };
  const call = { method: 'GET', path: '/accountviewfields', query, effect: 'read' } as const;
  const columns = await ask(context, call, tableOf('DCT_FLD', Column));
  const names = new Set(columns.map(({ DBF_NAME, FIELD_NAME }) => `${DBF_NAME}.${FIELD_NAME}`.toUpperCase()));
  const absent = wanted.filter((name) => !names.has(name));
  if (absent.length === 0) return names.size;
  throw new PermanentError({
    problem: { code: 'accountview.fields-missing', params: { fields: absent.join(', ') } },
  });
}
