import type { Socket } from 'node:net';

/** Where a conversation goes, and how it stands in the activity log. */
export type Conversation = {
  host: string;
  port: number;
  /** A stand-in's line begins behind this web address instead, by an HTTP upgrade. */
  through?: string | undefined;
  /** A write whose end is lost after `Line.deed` has an unknown outcome. */
  effect: 'read' | 'write';
  /** One word for what is asked, in the place of an HTTP method. */
  method: string;
  /** The address without secrets. */
  url: string;
  /** What is said, as the log keeps it. */
  said: string;
  /** How long the whole conversation may take; half a minute without it. */
  timeoutMs?: number;
};

export type Line = {
  /** Open and paused: what is said first waits for whoever listens. */
  socket: Socket;
  /** From here on what was asked for may have been done, whatever becomes of the line. */
  deed(): void;
};

export type Spoken<T> = { value: T; answer: string; status: number | null };

/**
 * The way out to systems that do not speak HTTP, with the same rules: checked addresses, the connection's own hosts only,
 * an end to every wait, every conversation in the log without secrets. What `talk` throws of the house's errors is passed
 * on; everything else is the line's fault and becomes a TemporaryError.
 */
export type LineClient = {
  speak<T>(conversation: Conversation, talk: (line: Line) => Promise<Spoken<T>>): Promise<T>;
};
