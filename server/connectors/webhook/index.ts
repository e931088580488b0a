import * as z from 'zod';
import { defineConnector, defineSource } from '../define.ts';
import { arrivedCursorAt, readArrived } from '../read-arrived.ts';
import { numbered, readEvent } from './event.ts';
import problems from './problems.json' with { type: 'json' };
import samples from './samples.json' with { type: 'json' };
import { Settings } from './settings.ts';
import { sign, verify } from './signature.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({});

const events = defineSource<Settings, z.infer<typeof Options>>({
  title: words.events,
  confidence: 'documented',
  options: Options,
  samples,
  pushed: true,
  read: (context, _options, cursor) => readArrived(context, undefined, cursor),
  cursorAt: (_options, from, until) => arrivedCursorAt(from, until),
});

/** Any system that sends by itself. Contract: Standard Webhooks, or an HMAC of the body in a header. */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: () => [],
  check: async () => [{ id: 'ready', title: words.ready, ok: true }],
  sources: { events },
  targets: {},
  receiving: {
    verify,
    read: readEvent,
    howToSend: ({ signing }) => [...words.howToSend, ...words.howToSign[signing]],
    sample(settings, no, now) {
      const event = numbered(samples[0]?.body ?? {}, settings.keyField || 'id', `SAMPLE-${no}`);
      const body = Buffer.from(JSON.stringify(event));
      const headers = { 'content-type': 'application/json', ...sign(settings, `sample-${no}`, body, now) };
      return { headers, body };
    },
  },
  sandbox: null,
});
