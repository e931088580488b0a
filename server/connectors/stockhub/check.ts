import * as z from 'zod';
import { checkOf, keyStep } from '../kit/check.ts';
import { stockhub } from './api.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

export const check = checkOf<Settings>([
  keyStep((context) => stockhub.ask(context, { path: '/ping' }, z.object({ ok: z.literal(true) }))),
  {
    id: 'channels',
    title: words.checks.channels,
    run: async (context) =>
      (await stockhub.ask(context, { path: '/channels' }, z.object({ data: z.array(z.unknown()) }))).data.length,
  },
]);
