import type { Readable } from 'node:stream';
import type * as z from 'zod';
import type { Confidence } from '#flows/api/connectors.ts';
import type { Problem, ProblemCatalogue } from '#flows/problem.ts';
import type { Words } from '#flows/words.ts';
import type { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { HttpClient } from '#server/outbound/http-client.ts';
import type { Lines } from '#server/outbound/lines.ts';
import type { Sandbox } from '#server/sandboxes/sandbox.ts';

/** A JSON value as records carry it. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/**
 * What a connector may use while it works for one connection. `settings` holds the connection's parsed settings,
 * secrets included; secrets never leave through errors, and `http` removes them from what is logged.
 */
export type ConnectorContext<Settings = Record<string, unknown>> = {
  settings: Settings;
  http: HttpClient;
  /** The same for protocols of their own (mail, databases, files), and for files of any length. */
  lines: Lines;
  /** The time as the engine sees it; never call Date.now() in a connector. */
  now(): Date;
  /** Opens a file a person brought: an upload by its id, or the file given on the command line. */
  openFile(reference: string): Promise<OpenedFile>;
  /**
   * Short-lived tokens, kept with the connection and shared by all processes: returns the stored token while it is
   * valid, else calls `renew` (one caller at a time per connection) and stores what it gives, sealed.
   */
  token(renew: (previous: Token | null) => Promise<Token>): Promise<Token>;
  /** What arrived by itself for this connection, or, with `flow`, what that flow has sent; oldest first. */
  arrived(from: ArrivedFrom): Promise<Arrived[]>;
  /** Ends the stored token's life, after the other side refused it; the next `renew` still gets it, for its `refresh`. */
  dropToken(): Promise<void>;
};

/** A place in an inbox: what came after `after`, and in a backfill only what came in the period. */
export type ArrivedFrom = { flow?: string; after: number; since?: Date; until?: Date; limit: number };
export type Arrived = SourceRecord & { no: number };

/** One request as another system sent it. */
export type HookDelivery = { headers: Record<string, string | undefined>; body: Buffer };

/** What stands in a request: the record, and what tells repeats and late comers apart. */
export type Arrival = {
  /** The sender's own id of the event; null where it gives none, then the body itself tells. */
  eventId: string | null;
  record: SourceRecord;
  /** When it changed at the sender, where the request tells. */
  changedAt: Date | null;
};

/** How other systems send to a connection by themselves. Its sources then read with `context.arrived`. */
export type Receiving<Settings extends Record<string, unknown> = Record<string, unknown>> = {
  /** Throws PermanentError unless the request comes from who it should; nothing signed is not enough. */
  verify(settings: Settings, delivery: HookDelivery, now: Date): void;
  /** What the request says; null where nothing in it is to be kept. Throws PermanentError where it cannot be read. */
  read(settings: Settings, delivery: HookDelivery): Arrival | null;
  /**
   * Settings that a trusted request brings along, because the other side hands its keys over by itself; null where it brings
   * none. They are kept, sealed, over those of the connection. Throws PermanentError where they are not to be taken.
   */
  adopt?(settings: Settings, delivery: HookDelivery): Partial<Settings> | null;
  /** What the sender waits to read, with status 200; without it 202 and whether the request had come before. */
  answer?: Json;
  /** Where the sender is told by one text that a person copies over: that text, for the address that the product gave. */
  code?(settings: Settings, address: string): string;
  /** A request as a sender would make it, for trying it out; `no` makes each its own. */
  sample(settings: Settings, no: number, now: Date): HookDelivery;
  /** Numbered steps for whoever sets up the sender. */
  howToSend(settings: Settings): Words[];
};

/**
 * How a person gives access to their account (OAuth 2 authorization code): they are sent to `address`, come back with a
 * code, and `redeem` trades it for the connection's first token.
 */
export type Grant<Settings = Record<string, unknown>> = {
  /** Where the settings choose among several ways to prove who asks; always without it. They come without secrets. */
  isNeeded?(settings: Record<string, unknown>): boolean;
  address(
    context: Pick<ConnectorContext<Settings>, 'settings'>,
    asked: { redirectUri: string; state: string; challenge: string },
  ): string;
  redeem(
    context: ConnectorContext<Settings>,
    given: { code: string; redirectUri: string; verifier: string },
  ): Promise<Token>;
};

/** A file ready to be read, as often as asked for; `stamp` is another one whenever the file has changed. */
export type OpenedFile = { name: string; bytes: number; stamp: string; read(from: number): Readable };

/** `refresh` is whatever the vendor wants back for the next token. */
export type Token = { access: string; expiresAt: string; refresh?: string };

/** One named check of a connection, in the order shown: reachable, key accepted, 128 orders found. */
export type Check = {
  id: string;
  title: Words;
  ok: boolean;
  count?: number;
  problem?: { code: string; params: Record<string, string | number> };
};

/** One business object as a source gives it. `body` is the vendor's own document, unknown fields included. */
export type SourceRecord = {
  /** The business key: what a person calls it and what stays the same (order number). */
  key: string;
  /** One line for lists: "Order 20881, Tas rood, 55.45 EUR". No personal data. */
  title: string;
  body: Json;
  /**
   * How new it is: a number that grows with every change of this record, such as the moment of the change in milliseconds or
   * the vendor's change number. An older one never goes over a newer one; without it the order of reading tells.
   */
  version?: number;
  /** The record could not be read (a line of a file that is broken): it needs a person, and the others go on. */
  problem?: Problem;
};

/** How far a source has been read; small JSON that only the connector understands. */
export type Cursor = Json;

/** One page of up to 100 records. */
export type Page = {
  records: SourceRecord[];
  /** Where the next page of this reading starts; null when this was the last. */
  next: Cursor | null;
  /** Where the next reading starts, with an overlap wide enough that nothing is missed. */
  resume: Cursor;
};

/** One field of a target's record; the fields of a list's items stand under `path[]`, for instance `lines[].sku`. */
export type Field = {
  path: string;
  title: Words;
  type: 'text' | 'number' | 'boolean' | 'date' | 'list' | 'object';
  required: boolean;
};

/** One thing a connector can read ("orders"). `Options` is what a person chooses on the step. */
export type Source<
  Settings extends Record<string, unknown> = Record<string, unknown>,
  Options extends Record<string, unknown> = Record<string, unknown>,
> = {
  title: Words;
  confidence: Confidence;
  /** Which document, program or talk the facts come from, by its own name; shown beside the confidence. */
  factsFrom?: string;
  /** One object schema whose fields are made with `field(schema, { title, help })`; see form.ts for what it can draw. */
  options: z.ZodType<Options>;
  /** Fed by what arrives: a flow that is on starts at once, and there is nothing to schedule. */
  pushed?: boolean;
  /**
   * Each record replaces the one before it (a stock, a price): of those of one key that still wait only the newest is sent,
   * the others end as left out.
   */
  coalesce?: boolean;
  /** Real-looking records without real people; the mapper and "Try it out" work on them. At least 3. */
  samples: SourceRecord[];
  /** Options with which its own sandbox has records, where the form alone cannot know them; the demo starts with them. */
  exampleOptions?: Record<string, unknown>;
  /** One page from the cursor, oldest first; null = from the start that the options name. */
  read(context: ConnectorContext<Settings>, options: Options, cursor: Cursor | null): Promise<Page>;
  /** The same record as it is now, for "get it again"; null when it is gone. Left out where the system cannot. */
  readOne?(context: ConnectorContext<Settings>, options: Options, key: string): Promise<SourceRecord | null>;
  /**
   * The cursor of a reading that begins with what changed at a moment, and, for a backfill, ends before another. Left out
   * where the system knows no times; such a source is read from its start.
   */
  cursorAt?(options: Options, from: Date, until?: Date): Cursor;
  /** The moment up to which a cursor has read, for people; null when the cursor tells none. Goes with `cursorAt`. */
  momentOf?(cursor: Cursor): Date | null;
};

/** One thing a connector can be asked for per record ("a debtor by e-mail address"). It only reads. */
export type Lookup<
  Settings extends Record<string, unknown> = Record<string, unknown>,
  Options extends Record<string, unknown> = Record<string, unknown>,
> = {
  title: Words;
  confidence: Confidence;
  /** Which document, program or talk the facts come from, by its own name; shown beside the confidence. */
  factsFrom?: string;
  options: z.ZodType<Options>;
  /** What it is looked up by, for the person who says where in a record that stands. */
  key: { title: Words; help?: Words };
  /** Keys that its own sandbox knows with these example options, and what it answers; the mapper works on them. */
  samples: { key: string; answer: Json }[];
  /** Options with which its own sandbox knows the samples, where the form alone cannot know them. */
  exampleOptions?: Record<string, unknown>;
  /**
   * What stands there under the key; null when it is not there. Throws as `read` does. Asked once per key, and what was found
   * is taken to stay the same for the rest of a run.
   */
  look(context: ConnectorContext<Settings>, options: Options, key: string): Promise<Json | null>;
};

export type Written = {
  /** The target's own id or number of what was made or found. */
  id: string;
  /** What a `write` did that finds out by itself whether to make or to change. */
  made?: 'created' | 'updated';
};

/** What became of one record of a bulk write: it is there, or it failed as if it had been written alone. */
export type ManyWritten = { written: Written } | { error: TemporaryError | PermanentError | ConnectionLostError };

/** One record of a bulk write; `text` is the same record as JSON text, where there is one already. */
export type ManyRecord = { readonly record: Json; key: string; text?: string };

/** A vendor's own bulk call. */
type WriteMany<Settings, Options> = {
  /** How many records one call takes with these options; 1 or less: they are written one by one. */
  most(options: Options): number;
  /**
   * Sends records in one call; one outcome per record, in their order. What is thrown holds for every one of them: with
   * TemporaryError's outcomeUnknown each is looked up, or shown to a person, before it is sent again.
   */
  write(context: ConnectorContext<Settings>, options: Options, records: readonly ManyRecord[]): Promise<ManyWritten[]>;
  /** The same for records that are there; they are changed one by one without it. */
  update?(
    context: ConnectorContext<Settings>,
    options: Options,
    records: readonly { record: Json; key: string; id: string }[],
  ): Promise<ManyWritten[]>;
};

/** One thing a connector can write ("sales orders"). */
export type Target<
  Settings extends Record<string, unknown> = Record<string, unknown>,
  Options extends Record<string, unknown> = Record<string, unknown>,
> = {
  title: Words;
  confidence: Confidence;
  /** Which document, program or talk the facts come from, by its own name; shown beside the confidence. */
  factsFrom?: string;
  options: z.ZodType<Options>;
  /**
   * What a record must look like. With `fields` the mapper shows a row per field; `schema` is the check before sending
   * (PermanentError names the field). An open target (any HTTP API) has fields: [] and a loose schema.
   */
  fields: Field[];
  schema: z.ZodType;
  /** Records that the target takes, for try-outs and the conformance suite; their keys are the records' business keys. */
  samples: { key: string; body: Json }[];
  /** Options with which its own sandbox takes the samples, where the form alone cannot know them. */
  exampleOptions?: Record<string, unknown>;
  /**
   * Sends one record; `key` is the record's business key. Throws TemporaryError (outcomeUnknown where the answer was
   * lost), PermanentError or ConnectionLostError.
   */
  write(context: ConnectorContext<Settings>, options: Options, record: Json, key: string): Promise<Written>;
  /**
   * Brings what is there under `id` to this content; the same once more changes nothing, so a lost answer is no question.
   * null where nothing is there under that id any more. With it, content that has changed is sent to what is there; left out
   * where the system cannot change what it has, and then what differs is only told.
   */
  update?(
    context: ConnectorContext<Settings>,
    options: Options,
    record: Json,
    there: { id: string; key: string },
  ): Promise<Written | null>;
  /** What stands there under the id, kept as the picture from before an update; null where nothing does. */
  read?(context: ConnectorContext<Settings>, options: Options, id: string): Promise<Json | null>;
  /** Many records in one call. Left out where the system takes them one by one only. */
  writeMany?: WriteMany<Settings, Options>;
  /**
   * The target is asked before the first write too, because records may be there that the ledger does not know (an order
   * that somebody typed in). Needs `find`. What is found is changed where there is `update`, and left alone otherwise.
   */
  askFirst?: boolean;
  /**
   * Sending the same record once more changes nothing (a stock is set, an order is put at its own number), so a lost answer
   * needs no question: it is simply sent again.
   */
  repeatable?: boolean;
  /**
   * Looks a record up by its business key: found -> its id, absent -> null. Asked before any second write, and before
   * the first one where duplicates are known to happen. Left out where the system cannot be asked.
   */
  find?(context: ConnectorContext<Settings>, options: Options, record: Json, key: string): Promise<Written | null>;
};

/** What a system allows one connection; all processes keep to it together. */
export type Budget = {
  confidence: Confidence;
  /** Calls that may start within any such period. */
  calls?: { most: number; perSeconds: number };
  /** Calls under way at the same time. */
  concurrent?: number;
  /** Answers with an error status, and calls without an answer, within an hour. */
  errorsPerHour?: number;
};

/** One way to fill the form of an operation, found in a description of the API or in the connected system. */
export type Suggestion = {
  side: 'source' | 'target';
  operation: string;
  /** What the description calls it. */
  title: string;
  options: Record<string, string | number | boolean>;
};

/**
 * What an outside system can do. One folder under server/connectors with an `index.ts` that default-exports this is a
 * connector: the folder is the registration, and its name is the id.
 */
export type Connector<Settings extends Record<string, unknown> = Record<string, unknown>> = {
  title: Words;
  about: Words;
  confidence: Confidence;
  /**
   * One object schema of the connection's settings. Each field is made with `field(schema, { title, help })` of form.ts,
   * secrets also with `as: 'secret'`. The form, the check, sealing and the API document all come from it.
   */
  settings: z.ZodType<Settings>;
  /** Numbered steps beside the form: "where do I find this?" with the other system's real menu names. */
  howToConnect: Words[];
  /** Texts of the connector's own problem codes; each starts with its id: `accountview.refused`. */
  problems: ProblemCatalogue;
  /** Hosts the connection's secrets may be sent to, for instance ['api.myonlinestore.com']; a function of settings where a person types the address. */
  hosts(settings: Settings): string[];
  check(context: ConnectorContext<Settings>): Promise<Check[]>;
  /** Left out where keys are typed in. */
  grant?: Grant<Settings>;
  /** Reads a machine-readable description of an API (OpenAPI), for connectors whose operations are forms; null = it is none. */
  suggest?(description: string): Suggestion[] | null;
  /** What the connected system has to choose from (its tables), as filled-in forms. */
  offers?(context: ConnectorContext<Settings>): Promise<Suggestion[]>;
  /** Left out where the system names no limit and none is assumed. */
  budget?: Budget;
  sources: Record<string, Source<Settings>>;
  /** Left out where nothing can be asked per record. */
  lookups?: Record<string, Lookup<Settings>>;
  targets: Record<string, Target<Settings>>;
  /** Present where other systems send by themselves: each connection then has an address of its own. */
  receiving?: Receiving<Settings>;
  /** The stand-in; null only for connectors that speak to no other system (files). */
  sandbox: Sandbox | null;
};
