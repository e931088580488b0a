import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import { adminApi, type Context, search } from './admin-api.ts';

/** The currency of a new shop, and so the one that prices must have (documented). */
export const euro = 'b7d2554b0ce847cd82f3ac9bd1c0dfca';

/** What differs from shop to shop and has an id: tax rates, sales channels. */
export type Shop = { taxes: Map<number, string>; salesChannelId: string | null };

const Taxes = z.object({ data: z.array(z.object({ id: z.string(), taxRate: z.number() })) });
const Channels = z.object({ data: z.array(z.object({ id: z.string(), name: z.string().nullish() })) });
const all = { page: 1, limit: 100 };

export async function shopOf(context: Context, salesChannel: string): Promise<Shop> {
  const { data } = await adminApi.ask(context, search('tax', all), Taxes);
  const salesChannelId = salesChannel === '' ? null : await channelNamed(context, salesChannel);
  return { taxes: new Map(data.map(({ id, taxRate }) => [taxRate, id])), salesChannelId };
}

async function channelNamed(context: Context, wanted: string): Promise<string> {
  const { data } = await adminApi.ask(context, search('sales-channel', all), Channels);
  const found = data.find(({ id, name }) => id === wanted || name?.toLowerCase() === wanted.toLowerCase());
  if (found) return found.id;
  const names = data.map(({ id, name }) => name ?? id).join(', ');
  throw new PermanentError({ problem: { code: 'shopware.channel-unknown', params: { wanted, names } } });
}
