import type { Deed } from '#server/outbound/lines.ts';
import type { ConnectorContext, Json, ManyWritten, Written } from '../connector.ts';
import { flat, textOf } from './formats/cells.ts';
import { type Body, beginning } from './formats/format.ts';
import { readers } from './formats/index.ts';
import { contentOf, type HowToWrite } from './formats/write.ts';
import { isFinished } from './glob.ts';
import { folderOf, joined } from './paths.ts';
import type { FileEntry, Session } from './place.ts';
import { fileName, nameTest, type Sent, temporaryName } from './sending-name.ts';

export type SendOptions = HowToWrite & { folder: string; name: string; perFile: number };

/** A large file needs its time. */
const timeoutMs = 60_000;

/** Where files can be put. */
export type Outbox<Settings> = {
  url(settings: Settings, path: string): string;
  doneStatus: number;
  open(context: ConnectorContext<Settings>, folder: string, signal: AbortSignal): Promise<OutSession>;
};
type OutSession = Session & {
  put(path: string, content: Buffer): Promise<void>;
  move(path: string, to: string): Promise<void>;
};

type Context<Settings> = ConnectorContext<Settings>;
export type ToSend = { record: Body; key: string };

/**
 * Puts records into one file: under a temporary name first, then it gets its own, so that nobody ever reads half a file. Only
 * the second deed has an effect.
 */
export async function sendFile<Settings>(
  outbox: Outbox<Settings>,
  context: Context<Settings>,
  options: SendOptions,
  list: ToSend[],
): Promise<Written> {
  const { lines, settings } = context;
  const content = contentOf(
    list.map(({ record }) => record),
    options,
  );
  const sent: Sent = { keys: list.map(({ key }) => key), content };
  const folder = folderOf(options.folder);
  const path = joined(folder, fileName(options.name, sent, context.now()));
  const temporary = joined(folder, temporaryName(sent));
  const deed = (method: string, at: string, said: string): Deed => ({
    ...{ method, url: outbox.url(settings, at), effect: 'write', said, timeoutMs },
  });
  const done = { answer: null, status: outbox.doneStatus };
  const said = options.format === 'excel' ? `${content.length} bytes` : content.toString('utf8');
  const session = await lines.ask(deed('PUT', temporary, said), async ({ signal }) => {
    const opened = await outbox.open(context, folder, signal);
    await closing(opened, signal, () => opened.put(temporary, content));
    return { value: opened, ...done };
  });
  try {
    await lines.ask(deed('RENAME', path, path), async (line) => {
      line.deed();
      await closing(session, line.signal, () => session.move(temporary, path));
      return { value: null, ...done };
    });
    return { id: path };
  } finally {
    session.close();
  }
}

/** Does something over a line that is open; the line is closed when that fails or takes too long. */
async function closing(session: OutSession, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const close = () => session.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    await work();
  } catch (error) {
    close();
    throw error;
  } finally {
    signal.removeEventListener('abort', close);
  }
}

/** Many records in one file: they have arrived together or not at all. */
export async function sendMany<Settings>(
  outbox: Outbox<Settings>,
  context: Context<Settings>,
  options: SendOptions,
  list: ToSend[],
): Promise<ManyWritten[]> {
  const written = await sendFile(outbox, context, options, list);
  return list.map(() => ({ written }));
}

/** So many files are looked into for a record that may have been sent with others. */
const mostLookedInto = 50;

/** The file that a record was sent in, as long as nobody has taken it away. */
export async function findFile<Settings>(
  outbox: Outbox<Settings>,
  context: Context<Settings>,
  options: SendOptions,
  { record, key }: ToSend,
): Promise<Written | null> {
  const folder = folderOf(options.folder);
  const url = outbox.url(context.settings, joined(folder, options.name));
  const found = (value: Written | null) => ({ value, answer: value?.id ?? null, status: outbox.doneStatus });
  return context.lines.ask({ method: 'FIND', url, effect: 'read', said: null, timeoutMs }, async ({ signal }) => {
    const session = await outbox.open(context, folder, signal);
    const close = () => session.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      const files = (await session.list()).filter(({ name }) => isFinished(name));
      const own = files.find(({ name }) => nameTest(options.name, key)(name));
      if (own && options.perFile <= 1) return found({ id: own.path });
      if (options.perFile <= 1) return found(null);
      const among = files.filter(({ name }) => nameTest(options.name, null)(name)).reverse();
      for (const file of [...(own ? [own] : []), ...among.slice(0, mostLookedInto)])
        if (await holds(session, file, options, record)) return found({ id: file.path });
      return found(null);
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  });
}

const asRead = { encoding: 'auto', header: true, numberColumns: '', recordsAt: '', sheet: '' } as const;

async function holds(session: Session, file: FileEntry, options: SendOptions, record: Body): Promise<boolean> {
  const one = contentOf([record], options);
  const [wanted] = await itemsIn(async () => one, options);
  const found = await itemsIn(async () => bytesOf(session, file), options);
  return wanted !== undefined && found.includes(wanted);
}

async function bytesOf(session: Session, file: FileEntry): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of await session.open(file, 0)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

/** The records of a file as texts that are equal where the records are, whatever columns stand beside them. */
async function itemsIn(content: () => Promise<Buffer>, { format, delimiter }: SendOptions): Promise<string[]> {
  const { Readable } = await import('node:stream');
  const bytes = await content();
  const found: string[] = [];
  for await (const { body } of readers[format](
    async (from) => Readable.from([bytes.subarray(from)]),
    { ...asRead, delimiter },
    beginning,
  ))
    found.push(textsOf(body));
  return found;
}

const textsOf = (body: Body): string =>
  JSON.stringify(
    Object.entries(flat(body))
      .map(([name, value]: [string, Json]) => [name, textOf(value, false)])
      .filter(([, text]) => text !== '')
      .sort(),
  );
