import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { ConnectorContext, Cursor, Page, SourceRecord } from '../connector.ts';
import { hasSettled, type Reading, readingOf, stillWaiting } from './cursor.ts';
import { beginning, type Item, type Position } from './formats/format.ts';
import { formatOf, readers } from './formats/index.ts';
import { fits, isFinished } from './glob.ts';
import { KeptReaders, nameOf } from './kept.ts';
import type { FolderOptions, ReadingOptions } from './options.ts';
import type { FileEntry, Place, Session } from './place.ts';
import { type KnownKeys, type OfFile, recordOf } from './records.ts';
import { tidyUp } from './tidy.ts';

const pageSize = 100;
const mostFiles = 5000;
/** A page may begin with signing in and looking through a large folder. */
const pageTimeoutMs = 60_000;

export type Options = ReadingOptions & Partial<FolderOptions>;

/** A place that is open, the files of it that are to be read, and the one at hand. */
type Open = { session: Session; files: FileEntry[]; at: At | null } & Pick<Reading, 'done' | 'waiting'>;
type At = { file: FileEntry; items: AsyncGenerator<Item>; position: Position; known: KnownKeys };

const kept = new KeptReaders<Open>(close);

function close({ session, at }: Open) {
  at?.items.return(undefined).catch(() => undefined);
  session.close();
}

/** One page of the files of a place, oldest file first. */
export async function readPage<Settings extends Record<string, unknown>, O extends Options>(
  place: Place<Settings, O>,
  context: ConnectorContext<Settings>,
  options: O,
  cursor: Cursor | null,
): Promise<Page> {
  const reading = readingOf(cursor, options);
  const nameAt = (it: Reading) => nameOf(context.settings, options, it);
  return overLine(place, context, options, async (signal) => {
    const open =
      (reading.going && kept.take(nameAt(reading))) || (await opened(place, context, options, reading, signal));
    const stop = () => close(open);
    signal.addEventListener('abort', stop);
    try {
      const { records, next } = await pageOf(open, options, reading, place.single);
      const goesOn = records.length === pageSize;
      // Named as it will be asked for, after the cursor has been stored and read again.
      if (goesOn) kept.keep(nameAt(readingOf({ ...next, going: true }, options)), open);
      else close(open);
      return { records, next: goesOn ? { ...next, going: true } : null, resume: { ...next, going: false } };
    } catch (error) {
      close(open);
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  });
}

/** One record by its key, from the newest file that has it. */
export async function readOne<Settings extends Record<string, unknown>, O extends Options>(
  place: Place<Settings, O>,
  context: ConnectorContext<Settings>,
  options: O,
  key: string,
): Promise<SourceRecord | null> {
  return overLine(place, context, options, async (signal) => {
    const open = await opened(place, context, { ...options, settleSeconds: 0 }, readingOf(null, options), signal);
    try {
      for (const file of open.files.reverse())
        for await (const item of itemsOf(open.session, file, options, beginning)) {
          const record = recordOf(item, options, fileOf(file, options), new Map());
          if (record.key === key) return record;
        }
      return null;
    } finally {
      close(open);
    }
  });
}

/** What comes over a line is kept as an exchange, and has its time; an upload is at hand. */
function overLine<Settings extends Record<string, unknown>, O, T>(
  place: Place<Settings, O>,
  { lines, settings }: ConnectorContext<Settings>,
  options: O,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const url = place.url(settings, options);
  if (url === null) return work(new AbortController().signal);
  const { ofDownloads } = place;
  const deed = { method: 'GET', url, effect: 'read' as const, said: null, timeoutMs: pageTimeoutMs };
  return lines.ask({ ...deed, ...(ofDownloads && { ofDownloads }) }, async ({ signal }) => ({
    value: await work(signal),
    answer: null,
    status: 200,
  }));
}

async function opened<Settings extends Record<string, unknown>, O extends Options>(
  place: Place<Settings, O>,
  context: ConnectorContext<Settings>,
  options: O,
  reading: Reading,
  signal: AbortSignal,
): Promise<Open> {
  const session = await place.open(context, options, signal);
  try {
    const now = context.now();
    const all = await session.list();
    const asked = place.single ? all : all.filter(({ name }) => isFinished(name) && fits(name, options.pattern ?? '*'));
    if (asked.length > mostFiles)
      throw new PermanentError({ problem: { code: 'file.too-many', params: { most: mostFiles } } });
    const left = reading.going ? asked : await tidyUp(session, asked, options, reading, now);
    const unread = left.filter(({ path, stamp }) => reading.done[path] !== stamp);
    const isReady = (file: FileEntry) => hasSettled(file, reading, now, options.settleSeconds ?? 0);
    const waiting = stillWaiting(
      unread.filter((file) => !isReady(file)),
      reading,
      now,
    );
    const there = new Set(left.map(({ path }) => path));
    const done = Object.fromEntries(Object.entries(reading.done).filter(([path]) => there.has(path)));
    return { session, files: unread.filter(isReady).sort(byAge), waiting, done, at: null };
  } catch (error) {
    session.close();
    throw error;
  }
}

const byAge = (one: FileEntry, other: FileEntry) =>
  (one.changedAt?.getTime() ?? 0) - (other.changedAt?.getTime() ?? 0) || (one.path < other.path ? -1 : 1);

async function pageOf(open: Open, options: Options, reading: Reading, single: boolean) {
  const records: SourceRecord[] = [];
  open.at ??= goingOn(open, options, reading);
  while (records.length < pageSize) {
    const file = open.at?.file ?? open.files.shift();
    if (!file) break;
    open.at ??= { file, items: itemsOf(open.session, file, options, beginning), position: beginning, known: new Map() };
    const record = await nextOf(open.at, options, single);
    if (record) records.push(record);
    if (record && !isWhole(record)) continue;
    open.done = { ...open.done, [file.path]: file.stamp };
    await open.at.items.return(undefined);
    open.at = null;
  }
  const at = open.at && { path: open.at.file.path, stamp: open.at.file.stamp, position: open.at.position };
  return { records, next: { how: reading.how, done: open.done, waiting: open.waiting, at } };
}

/** Only in a table does every record have every column. */
const fileOf = ({ name, changedAt }: FileEntry, { format }: Options): OfFile => ({
  ...{ name, isTable: ['csv', 'excel'].includes(formatOf(format, name)) },
  version: changedAt ? { version: changedAt.getTime() } : {},
});

/** A record that stands for a whole file which cannot be read. */
const wholeFiles = new WeakSet<SourceRecord>();
const isWhole = (record: SourceRecord) => wholeFiles.has(record);

async function nextOf(at: At, options: Options, single: boolean): Promise<SourceRecord | null> {
  const { name } = at.file;
  try {
    const item = await at.items.next();
    if (item.done) return null;
    at.position = item.value.after;
    return recordOf(item.value, options, fileOf(at.file, options), at.known);
  } catch (error) {
    if (error instanceof TemporaryError || error instanceof ConnectionLostError) throw error;
    if (!(error instanceof PermanentError) || single) throw error;
    const record = { key: name, title: name, body: { file: name }, problem: error.problem };
    wholeFiles.add(record);
    return record;
  }
}

/** The file in the middle of which the reading stood, unless it has changed since. */
function goingOn(open: Open, options: Options, { at }: Reading): At | null {
  const index = at ? open.files.findIndex(({ path, stamp }) => path === at.path && stamp === at.stamp) : -1;
  const [file] = index < 0 ? [] : open.files.splice(index, 1);
  if (!at || !file) return null;
  return { file, items: itemsOf(open.session, file, options, at.position), position: at.position, known: new Map() };
}

function itemsOf(session: Session, file: FileEntry, options: Options, from: Position): AsyncGenerator<Item> {
  const format = readers[formatOf(options.format, file.name)];
  return from.offset > 0 && from.offset >= file.bytes
    ? nothing()
    : format((at) => session.open(file, at), options, from);
}

async function* nothing(): AsyncGenerator<Item> {
  // A reading that stood at the end of its file finds nothing more there.
}
