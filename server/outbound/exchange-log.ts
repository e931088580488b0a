import type { HttpClientOptions } from './client.ts';
import type { Exchange } from './http-client.ts';
import { createScrub } from './scrub.ts';

const mostKept = 64_000;

type Asked = { method: string; url: string; said: string | null };

/** Begins an exchange; what it gives tells the end of it. Nothing is kept before the secrets known by then are out of it. */
export function exchangeLog({ secrets, now, onExchange }: HttpClientOptions, { method, url, said }: Asked) {
  const startedAt = now();
  return ({ status, responseBody, fault }: Pick<Exchange, 'status' | 'responseBody' | 'fault'>) => {
    const scrub = createScrub(secrets);
    // Cut with room to spare before scrubbing, so that a long answer costs little and no half secret stands at the end.
    const kept = (text: string | null) => text && scrub(text.slice(0, 2 * mostKept)).slice(0, mostKept);
    onExchange({
      ...{ method, url: scrub(url), requestBody: kept(said), status, responseBody: kept(responseBody), fault },
      startedAt: startedAt.toISOString(),
      milliseconds: now().getTime() - startedAt.getTime(),
    });
  };
}
