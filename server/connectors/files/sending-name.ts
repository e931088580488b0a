import { createHash } from 'node:crypto';

const digest = (of: string | Buffer) => createHash('sha256').update(of).digest('hex').slice(0, 10);

/** What a file may be called on any server; a key with anything else in it keeps apart by its digest. */
const plain = (key: string) => {
  const name = key.replace(/[^\p{L}\p{N}_.-]+/gu, '-').replace(/^[.-]+/, '');
  return name === key && name.length <= 80 ? name : `${name.slice(0, 80)}-${digest(key)}`;
};

/** The pattern with what tells one file from the other: the record's key, or a digest of several. */
function complete(pattern: string, isSingle: boolean): string {
  const needed = isSingle ? '{key}' : '{hash}';
  if (pattern.includes(needed) || (isSingle && pattern.includes('{hash}'))) return pattern;
  return pattern.replace(/(\.[^.]*)?$/, `-${needed}$1`);
}

export type Sent = { keys: string[]; content: Buffer };

/** `orders-{date}-{key}.csv` -> `orders-20261122-1042.csv` */
export function fileName(pattern: string, { keys, content }: Sent, now: Date): string {
  const moment = now.toISOString().replace(/\D/g, '');
  return complete(pattern, keys.length === 1)
    .replaceAll('{date}', moment.slice(0, 8))
    .replaceAll('{time}', moment.slice(8, 14))
    .replaceAll('{hash}', digest(content))
    .replaceAll('{key}', plain(keys.length === 1 ? (keys[0] ?? '') : digest(keys.join('\n'))));
}

/** The name under which it lies until it is whole; the same for the same records. */
export const temporaryName = ({ keys }: Pick<Sent, 'keys'>) => `.koppel-${digest(keys.join('\n'))}.part`;

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Names that the pattern can have made, of one record or of several; its day and time may have been any. */
export function nameTest(pattern: string, key: string | null): (name: string) => boolean {
  const parts = complete(pattern, key !== null).split(/(\{(?:date|time|hash|key)\})/);
  const fill: Record<string, string> = {
    ...{ '{date}': '\\d{8}', '{time}': '\\d{6}', '{hash}': '[0-9a-f]{10}' },
    '{key}': key === null ? '[^/]{1,100}' : literal(plain(key)),
  };
  const test = new RegExp(`^${parts.map((part) => fill[part] ?? literal(part)).join('')}$`, 'u');
  return (name) => test.test(name);
}
