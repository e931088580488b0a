import type { Json } from '#server/connectors/connector.ts';
import type { Exchange } from '#server/outbound/http-client.ts';

/** One lookup of one connection, ready to be asked. Exchanges are handed to `log` as they happen. */
export type OpenLookup = {
  /** What a person calls the system. */
  system: string;
  /** null when it is not there. */
  look(key: string, log: (exchange: Exchange) => void): Promise<Json | null>;
};

/** What a run has found out so far at one step, by key. */
export type Answers = { get(key: string): Json | undefined; set(key: string, answer: Json): void };
