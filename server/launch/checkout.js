import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json; every path here is absolute, wherever the command was typed. */
export const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** The Node that `npm install` brought along; it runs TypeScript. */
export const node = path.join(checkout, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** One hash over the content of these files and folders, so that a fresh clone with new dates is recognised. */
export function hashOf(names, leaveOut = () => false) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const name of names) {
    for (const file of filesUnder(name)) {
      if (!leaveOut(file)) hash.update(`\0${file}\0`).update(readFileSync(path.join(checkout, file)));
    }
  }
  return hash.digest('hex');
}

function filesUnder(name) {
  const entries = readdirSync(path.dirname(path.join(checkout, name)), { withFileTypes: true });
  const entry = entries.find((each) => each.name === path.basename(name));
  if (entry === undefined) return [];
  if (!entry.isDirectory()) return [name];
  const inside = readdirSync(path.join(checkout, name)).sort();
  return inside.flatMap((child) => filesUnder(`${name}/${child}`));
}

const stamps = path.join(checkout, 'node_modules/.cache/koppel');

/** Whether this work was done last time for the same hash. */
export function isDone(work, hash) {
  const stamp = path.join(stamps, work);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

export function markDone(work, hash) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(path.join(stamps, work), hash);
}
