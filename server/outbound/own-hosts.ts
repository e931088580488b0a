import { PermanentError } from '#server/errors.ts';
import type { HttpClientOptions } from './client.ts';

/** A connection's secrets go to its own hosts only. */
export function assertOwn({ hosts }: HttpClientOptions, { host, hostname }: { host: string; hostname: string }) {
  if (hosts.includes(host) || hosts.includes(hostname)) return;
  throw new PermanentError({ problem: { code: 'http.host-not-allowed', params: { host } } });
}
