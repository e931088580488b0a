import type * as z from 'zod';
import type { Json, ManyRecord, ManyWritten, Written } from '#server/connectors/connector.ts';
import type { Exchange } from '#server/outbound/http-client.ts';

/** One operation of one connection, ready to be written to. Exchanges are handed to `log` as they happen. */
export type OpenTarget = {
  /** What a person calls the system. */
  system: string;
  schema: z.ZodType;
  /** The target is asked before the first write too: records may be there that the ledger does not know. */
  askFirst: boolean;
  /** Sending the same once more changes nothing. */
  repeatable: boolean;
  write(record: Json, key: string, log: (exchange: Exchange) => void): Promise<Written>;
  /** The target's own bulk call, and how many records it takes; null where they are written one by one. */
  many: {
    most: number;
    write(records: readonly ManyRecord[], log: (exchange: Exchange) => void): Promise<ManyWritten[]>;
    /** null where what is there is changed one by one. */
    update:
      | ((
          records: readonly { record: Json; key: string; id: string }[],
          log: (exchange: Exchange) => void,
        ) => Promise<ManyWritten[]>)
      | null;
  } | null;
  /** Changes what is there; its answer is null where nothing is there any more. null where the system cannot. */
  update:
    | ((record: Json, there: { id: string; key: string }, log: (exchange: Exchange) => void) => Promise<Written | null>)
    | null;
  /** What stands there before it is changed; null where the system does not tell. */
  read: ((id: string, log: (exchange: Exchange) => void) => Promise<Json | null>) | null;
  /** null where the system cannot be asked. */
  find: ((record: Json, key: string, log: (exchange: Exchange) => void) => Promise<Written | null>) | null;
};
