import * as z from 'zod';
import { defineConnector } from '../define.ts';
import problems from './problems.json' with { type: 'json' };
import { rows } from './rows.ts';
import words from './words.json' with { type: 'json' };

/** A table in a text file that a person brings. Contract: RFC 4180, with the separators that spreadsheets really write. */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: z.object({}),
  howToConnect: words.howToConnect,
  problems,
  hosts: () => [],
  check: async () => [{ id: 'ready', title: words.ready, ok: true }],
  sources: { rows },
  targets: {},
  sandbox: null,
});
