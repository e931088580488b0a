import * as z from 'zod';
import type { ConnectorContext, Lookup } from '../connector.ts';
import { defineLookup } from '../define.ts';
import { field } from '../form.ts';
import { Key, type Question, readRows } from './rows.ts';
import samples from './samples-of-lookups.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

const common = {
  confidence: 'reported',
  factsFrom: 'AccountView.Net Web API v3: clients of the live API and its own data dictionary',
} as const;

const text = z.string().nullish();

const Debtor = z
  .object({
    ...{ SUB_NR: Key, ACCT_NAME: text, MAIL_BUS: text, TEL_BUS: text, VAT_NR: text },
    ...{ ADDRESS1: text, POST_CODE: text, CITY: text, CNT_CODE: text },
  })
  .transform((row) => ({
    ...{ code: row.SUB_NR, name: row.ACCT_NAME ?? '', email: row.MAIL_BUS ?? '', phone: row.TEL_BUS ?? '' },
    ...{ street: row.ADDRESS1 ?? '', postalCode: row.POST_CODE ?? '', city: row.CITY ?? '' },
    ...{ countryCode: row.CNT_CODE ?? '', vatNumber: row.VAT_NR ?? '' },
  }));

const By = z.object({
  by: field(z.enum(['email', 'code']).default('email'), { ...words.options.by, choices: words.bys }),
});

/** A debtor by e-mail address or by number; of several with one address the first number. */
export const debtor: Lookup<Settings> = defineLookup<Settings, z.infer<typeof By>>({
  ...common,
  title: words.lookups.debtor.title,
  options: By,
  key: words.lookups.debtor.key,
  samples: samples.debtors,
  async look(context, { by }, key) {
    const wanted = by === 'email' ? key.toLowerCase() : key;
    const fieldName = by === 'email' ? 'MAIL_BUS' : 'SUB_NR';
    const found = await rowsWith(context, { businessObject: 'AR1', table: 'CONTACT' }, [fieldName, wanted], Debtor);
    const same = found.filter((row) => (by === 'email' ? row.email.toLowerCase() : row.code) === wanted);
    return same.sort((a, b) => a.code.localeCompare(b.code))[0] ?? null;
  },
});

const Article = z
  .object({ ART_CODE: z.string(), ART_DESC1: text, PX_SELL: z.number().nullish(), QTY_AVAIL: z.number().nullish() })
  .transform((row) => ({
    ...{ code: row.ART_CODE, description: row.ART_DESC1 ?? '' },
    ...{ price: row.PX_SELL ?? null, available: row.QTY_AVAIL ?? null },
  }));

/** An article by its code. */
export const article: Lookup<Settings> = defineLookup<Settings, Record<string, never>>({
  ...common,
  title: words.lookups.article.title,
  options: z.object({}),
  key: words.lookups.article.key,
  samples: samples.articles,
  async look(context, _options, key) {
    const wanted = key.toUpperCase();
    const found = await rowsWith(context, { businessObject: 'AK1', table: 'ARTICLE' }, ['ART_CODE', wanted], Article);
    return found.find(({ code }) => code.toUpperCase() === wanted) ?? null;
  },
});

/** FoxPro's "equal" also finds what only begins like it, so that the caller compares once more. */
const rowsWith = <S extends z.ZodType>(
  context: Context,
  asked: Pick<Question, 'businessObject' | 'table'>,
  [name, equals]: [string, string],
  row: S,
) => readRows(context, { ...asked, fields: '*', where: { field: name, equals } }, row);
