import type * as z from 'zod';

/** One request and its answer as the activity log keeps it: secrets removed, bodies cut at 64 kB. */
export type Exchange = {
  method: string;
  /** Without secrets: values of secret query parameters read `***`. */
  url: string;
  requestBody: string | null;
  /** null when no answer was read. */
  status: number | null;
  responseBody: string | null;
  /** A word for what broke when there is no usable answer: time-out, reset, half-answer, ... */
  fault: string | null;
  startedAt: string;
  milliseconds: number;
};

export type OutboundRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute http or https address without user info. */
  url: string;
  query?: Record<string, string | number | undefined>;
  headers?: Record<string, string>;
  /** A JSON value (sent as application/json), or ready text with its own content type in `headers`. */
  json?: unknown;
  text?: string;
  form?: Record<string, string>;
  /** A write whose answer is lost has an unknown outcome; a read that fails can simply be asked again. */
  effect: 'read' | 'write';
  /** How long a whole answer may take, for a system that is known to be slow; half a minute without it. */
  timeoutMs?: number;
  /** Says of a 5xx whether its body is the system's own refusal: then the answer comes back to the connector too. */
  isRefusal?(text: string, status: number): boolean;
};

export type OutboundAnswer = {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The beginning of the body on one line, without the connection's secrets: for a problem's parameters. */
  excerpt: string;
  /** Parses the body as JSON against a schema. Anything else is a fault: unknown outcome for a write, temporary for a read. */
  json<S extends z.ZodType>(schema: S): z.output<S>;
};

/**
 * The only way out of the house. It refuses private addresses unless they are allowed, never follows redirects, caps
 * time and size, records every exchange without secrets, and turns transport faults, 429 and 5xx into TemporaryError.
 * 4xx answers come back to the connector, which knows what they mean.
 */
export type HttpClient = {
  send(request: OutboundRequest): Promise<OutboundAnswer>;
};
