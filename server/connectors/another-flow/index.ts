import * as z from 'zod';
import { defineConnector, defineSource } from '../define.ts';
import { field } from '../form.ts';
import { arrivedCursorAt, readArrived } from '../read-arrived.ts';
import samples from './samples.json' with { type: 'json' };
import words from './words.json' with { type: 'json' };

const Options = z.object({ flow: field(z.uuid(), { ...words.flow, as: 'flow' }) });

const results = defineSource<Record<string, never>, z.infer<typeof Options>>({
  title: words.results,
  confidence: 'documented',
  options: Options,
  samples,
  pushed: true,
  read: (context, { flow }, cursor) => readArrived(context, flow, cursor),
  cursorAt: (_options, from, until) => arrivedCursorAt(from, until),
});

/** What another flow of the organization has sent: its result starts this one. */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: z.object({}),
  howToConnect: words.howToConnect,
  problems: {},
  hosts: () => [],
  check: async () => [{ id: 'ready', title: words.ready, ok: true }],
  sources: { results },
  targets: {},
  sandbox: null,
});
