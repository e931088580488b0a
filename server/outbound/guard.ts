import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { PermanentError } from '#server/errors.ts';
import { isPublic, type MayReach } from './addresses.ts';

export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

const resolveByDns: Resolve = (hostname) => dns.lookup(hostname, { all: true });

/**
 * Opens sockets to checked addresses only. A literal address is checked as it stands; a name is resolved here, once,
 * refused when any of its addresses is not allowed, and the socket is pinned to what was checked: a name that answers
 * differently the next time changes nothing.
 */
export function guardedConnector(mayReach: MayReach, resolve: Resolve = resolveByDns): buildConnector.connector {
  return (options, callback) => {
    const hostname = options.hostname.replace(/^\[|\]$/g, '');
    checkedAddresses(hostname, options.host ?? hostname, mayReach, resolve).then(
      (addresses) => {
        const connect = buildConnector({ allowH2: false, timeout: 10_000, lookup: pinnedTo(addresses) });
        connect({ ...options, hostname }, callback);
      },
      (error: Error) => callback(error, null),
    );
  };
}

/** The addresses behind a name, none of them where one must not be reached. */
export async function checkedAddresses(
  hostname: string,
  host: string,
  mayReach: MayReach,
  resolve: Resolve = resolveByDns,
) {
  const family = isIP(hostname);
  const addresses = family === 0 ? await resolve(hostname) : [{ address: hostname, family }];
  const refused = addresses.find(({ address }) => !isPublic(address) && !mayReach(host, address));
  if (refused) throw new PermanentError({ problem: { code: 'http.address-not-allowed', params: { host } } });
  return addresses;
}

const pinnedTo =
  (addresses: LookupAddress[]): LookupFunction =>
  (hostname, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, addresses);
    else if (first) callback(null, first.address, first.family);
    else callback(new Error(`no address for ${hostname}`), '');
  };
