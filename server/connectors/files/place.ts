import type { Readable } from 'node:stream';
import type { ConnectorContext } from '../connector.ts';

/** A file as its place lists it; `stamp` is another one whenever the file has changed. */
export type FileEntry = {
  path: string;
  name: string;
  bytes: number;
  stamp: string;
  /** When it was last written to; null where the place does not tell. */
  changedAt: Date | null;
};

/** An open line to a place. Whatever it cannot do throws one of the house's errors. */
export type Session = {
  list(): Promise<FileEntry[]>;
  open(file: FileEntry, from: number): Promise<Readable>;
  /** Left out where what has been read can only stay. */
  move?(path: string, to: string): Promise<void>;
  remove?(path: string): Promise<void>;
  close(): void;
};

/** Where files lie: opened once per reading, with the options of the step. */
export type Place<Settings, Options> = {
  /** The file is one that a person named: what is wrong with it as a whole is told at once, not kept with a record. */
  single: boolean;
  /** For the log: `sftp://files.example/in`. null where nothing goes over a line. */
  url(settings: Settings, options: Options): string | null;
  /** Its files come by `lines.download`. */
  ofDownloads?: true;
  open(context: ConnectorContext<Settings>, options: Options, signal: AbortSignal): Promise<Session>;
};
