import * as z from 'zod';
import { defineConnector } from '../define.ts';
import { rows } from './rows.ts';
import words from './words.json' with { type: 'json' };

/** A file that a person brings. The id is as old as the first format: connections and flows name it. */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: z.object({}),
  howToConnect: words.howToConnect,
  problems: {},
  hosts: () => [],
  check: async () => [{ id: 'ready', title: words.ready, ok: true }],
  sources: { rows },
  targets: {},
  sandbox: null,
});
