import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Azure's host agent answers on this public address from inside every virtual machine, with credentials. */
const publicButInside = new Set(['168.63.129.16']);

/** Everything that IANA has given out for the public internet so far; what lies outside is private, local or special. */
const publicIpv6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an IP address belongs to the public internet; what cannot be read as one does not. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (publicButInside.has(parsed.toString())) return false;
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(publicIpv6)) return false;
  return parsed.range() === 'unicast';
}

/** Whether a private address may be reached under the name (with its port, unless it is the scheme's own) that led to it. */
export type MayReach = (host: string, address: string) => boolean;

/** The operator's allow-list: `erp.local` opens that name on every port, `127.0.0.1:4701` that port alone. */
export function allowPrivate(entries: readonly string[]): MayReach {
  const allowed = new Set(entries.map((entry) => entry.trim().toLowerCase()));
  return (host) => {
    const name = host.toLowerCase();
    return allowed.has(name) || allowed.has(name.replace(/:\d+$/, ''));
  };
}
