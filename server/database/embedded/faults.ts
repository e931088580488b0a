import { StartFault } from '#server/launch/start-fault.ts';
import { codeOf } from './folder-lock.ts';

/** What PostgreSQL or the file system said, as one sentence about what to do. */
export function faultFrom(said: string, folder: string, cause?: unknown): StartFault {
  const [sign, advice] = advices.find(([each]) => each.test(said)) ?? [/(?:)/, otherAdvice(folder)];
  const reason = lastComplaint(said, sign);
  const about = reason === null ? '' : ` (${reason})`;
  return new StartFault(`The database in ${folder} does not start${about}. ${advice}`, { cause });
}

/** Turns a file system error into a sentence; everything else stays what it is. */
export function fromFileSystem(error: unknown, folder: string): unknown {
  const known = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'];
  if (!(error instanceof Error) || !known.includes(codeOf(error) ?? '')) return error;
  return faultFrom(error.message, folder, error);
}

const advices: [RegExp, string][] = [
  [/no space left|disk quota|ENOSPC|EDQUOT/i, 'The disk is full: free some space and start again.'],
  [
    /permission denied|not permitted|wrong ownership|invalid permissions|read-only file system|EACCES|EPERM|EROFS/i,
    'This account may not write there: start Koppel as the owner of that folder, or set KOPPEL_DATA_DIR to a folder of your own.',
  ],
  [/ENOTDIR|EEXIST/, 'A file stands where a folder is needed: move it away, or set KOPPEL_DATA_DIR to another folder.'],
];

function otherAdvice(folder: string): string {
  return `Restore the folder from a backup, or move it away to begin anew; what PostgreSQL said stands in ${folder}/server.log.`;
}

function lastComplaint(said: string, sign: RegExp): string | null {
  const complaint = /(?:FATAL|PANIC|ERROR|error|could not [^\n]*|E[A-Z]{4,}):\s+([^\n]+)/g;
  const found = [...said.matchAll(complaint)].filter(([line]) => sign.test(line)).at(-1)?.[1];
  return found?.replace(/\.$/, '') ?? null;
}
