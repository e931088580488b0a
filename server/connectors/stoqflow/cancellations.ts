import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { partsOf } from './handled-order.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { type Context, factsFrom, warehouseApi } from './warehouse-api.ts';
import words from './words.json' with { type: 'json' };

const Cancellation = z.looseObject({ number: z.string().min(1) });

const Options = z.object({});

/**
 * An order of a shop is canceled with all its parts, unless one of them is complete: what has left cannot come back. Where
 * the warehouse has none of it (never taken over, or deleted there) nothing is left to cancel.
 */
export const cancellations = defineTarget<Settings, z.infer<typeof Options>>({
  title: words.targets.cancellations,
  confidence: 'assumed',
  factsFrom,
  options: Options,
  fields: [{ path: 'number', title: words.fields.originNumber, type: 'text', required: true }],
  schema: Cancellation,
  samples: samples.cancellations,
  askFirst: true,
  write: (context, _options, record) => cancel(context, Cancellation.parse(record).number),
  async find(context, _options, record): Promise<Written | null> {
    const { number } = Cancellation.parse(record);
    const parts = await partsOf(context, number);
    return parts.every(({ view }) => view.status === 'canceled') ? { id: number } : null;
  },
});

async function cancel(context: Context, number: string): Promise<Written> {
  const parts = (await partsOf(context, number)).map(({ view }) => view);
  if (parts.some(({ status }) => status === 'complete'))
    throw new PermanentError({ problem: { code: 'stoqflow.already-shipped', params: { number } } });
  for (const { _id, status } of parts) {
    if (status === 'canceled') continue;
    const path = `/orders/${encodeURIComponent(_id)}`;
    await warehouseApi.send(context, { method: 'PUT', path, json: { status: 'canceled' } });
  }
  return { id: number };
}
