import pg from 'pg';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Settings } from './settings.ts';

/** What a class or code of SQLSTATE means; the longest that fits decides (PostgreSQL documentation, appendix A). */
const meanings: Record<string, { means: 'later' | 'attention' | 'lost'; problem: string; seconds?: number }> = {
  '28': { means: 'lost', problem: 'login-refused' },
  '3D000': { means: 'lost', problem: 'no-database' },
  '08': { means: 'later', problem: 'later' },
  '40': { means: 'later', problem: 'later' },
  '53': { means: 'later', problem: 'busy', seconds: 15 },
  '55': { means: 'later', problem: 'later' },
  '57': { means: 'later', problem: 'later' },
  '57014': { means: 'later', problem: 'too-slow', seconds: 60 },
  '58': { means: 'later', problem: 'later' },
  XX: { means: 'later', problem: 'later' },
  '42501': { means: 'attention', problem: 'no-rights' },
  '42P01': { means: 'attention', problem: 'no-table' },
  '3F000': { means: 'attention', problem: 'no-table' },
  '42703': { means: 'attention', problem: 'no-column' },
  '42P10': { means: 'attention', problem: 'no-unique-key' },
  '23505': { means: 'attention', problem: 'row-exists' },
  '23': { means: 'attention', problem: 'rule-broken' },
  '22': { means: 'attention', problem: 'value-refused' },
  '25006': { means: 'attention', problem: 'read-only' },
};

/** Only the sentence is passed on: the details of PostgreSQL's errors quote rows, and rows hold people's data. */
export function refusalOf(error: unknown, { host, tls }: Settings): unknown {
  if (!(error instanceof pg.DatabaseError)) return tlsFault(error, host, tls);
  const { code = '', message } = error;
  const meaning = meanings[code] ?? meanings[code.slice(0, 2)];
  const problem = {
    code: `postgresql.${meaning?.problem ?? 'refused'}`,
    params: { message: message.slice(0, 300), code },
  };
  if (meaning?.means === 'lost') return new ConnectionLostError({ problem, cause: error });
  if (meaning?.means === 'later')
    return new TemporaryError({ problem, cause: error, retryAfterSeconds: meaning.seconds ?? null });
  return new PermanentError({ problem, cause: error });
}

/** A server without TLS says so with one letter, before anything was told to it. */
function tlsFault(error: unknown, host: string, tls: Settings['tls']): unknown {
  const isNoTls = tls !== 'off' && error instanceof Error && /does not support SSL/.test(error.message);
  return isNoTls
    ? new PermanentError({ problem: { code: 'postgresql.no-tls', params: { host } }, cause: error })
    : error;
}
