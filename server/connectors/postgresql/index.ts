import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import { defineConnector } from '../define.ts';
import { checkOf, keyStep } from '../kit/check.ts';
import { offers } from './offers.ts';
import problems from './problems.json' with { type: 'json' };
import { row, rows } from './rows.ts';
import { sandbox } from './sandbox/index.ts';
import { inTransaction } from './session.ts';
import { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };
import { insert, upsert } from './writing.ts';

/** What the user may read, without the server's own tables. */
const countTables = `
  select count(*)::int from information_schema.tables
  where table_schema not in ('pg_catalog', 'information_schema')
    and has_table_privilege(format('%I.%I', table_schema, table_name), 'select')`;

export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ host, port }) => [`${host}:${port}`],
  check: checkOf<Settings>([
    keyStep((context) =>
      inTransaction(context, { effect: 'read', said: 'select 1' }, async ({ query }) => {
        await query('select 1');
        return { value: null, answer: '1 row' };
      }),
    ),
    {
      id: 'tables',
      title: words.tables,
      run: (context) =>
        inTransaction(context, { effect: 'read', said: countTables }, async ({ query }) => {
          const [[count]] = z.tuple([z.tuple([z.number()])]).parse(await query(countTables));
          if (count === 0)
            throw new PermanentError({
              problem: { code: 'postgresql.nothing-readable', params: { user: context.settings.user } },
            });
          return { value: count, answer: `${count} tables` };
        }),
    },
  ]),
  offers,
  sources: { rows },
  lookups: { row },
  targets: { upsert, insert },
  sandbox,
});
