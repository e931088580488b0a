import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { OutboundRequest } from './http-client.ts';

/** What is asked over a line of another protocol than HTTP, and how it stands in the activity log. */
export type Deed = {
  effect: 'read' | 'write';
  /** The protocol's own word, in the place of an HTTP method: GET, RENAME, SMTP, SQL. */
  method: string;
  /** What it is done to, without secrets: `sftp://files.example/in/stock.csv`. */
  url: string;
  /** What is said, as the log keeps it; null where the rest tells all. */
  said: string | null;
  /** How long all of it may take; half a minute without it. */
  timeoutMs?: number;
  /** It is made of downloads: each of them is counted and logged by itself, and the whole of it not once more. */
  ofDownloads?: true;
};

/** What a deed is told of its line. */
export type Line = {
  /** Ends when the time is over or the process stops, and with it whatever was opened by then. */
  signal: AbortSignal;
  /**
   * From here on what was asked for may have been done, whatever becomes of the line; throws when it must not be done any
   * more. A write that was lost before has certainly not happened.
   */
  deed(): void;
};

/** `status` is the protocol's own number for it, where it has one. */
export type Done<T> = { value: T; answer: string | null; status: number | null };

/** A file that is coming in; whoever takes it reads `body` to its end or destroys it. */
export type Download = { status: number; headers: Record<string, string>; body: Readable };

/**
 * The way out for what is more than one short request and its answer: other protocols, and files of any length. The rules
 * are those of HttpClient: the connection's own hosts, checked addresses, an end to every wait, an exchange without secrets.
 */
export type Lines = {
  /**
   * Does one thing over a line. What `work` throws of the house's errors is passed on; everything else is the line's fault and
   * becomes a TemporaryError.
   */
  ask<T>(deed: Deed, work: (line: Line) => Promise<Done<T>>): Promise<T>;
  /** An open socket, paused so that what is said first waits. The signal destroys it; else whoever asked for it does. */
  connect(place: { host: string; port: number }, signal: AbortSignal): Promise<Socket>;
  /** The checked address behind a host, only for a client that opens further sockets to it by itself. */
  reach(host: string, port: number): Promise<string>;
  /** A file behind a web address as a stream, with the checks of `HttpClient.send`; without its size cap. */
  download(request: Pick<OutboundRequest, 'url' | 'query' | 'headers'>): Promise<Download>;
};
