import type * as z from 'zod';
import type { Problem } from '../problem.ts';
import type { Words } from '../words.ts';
import type { KindId } from './ids.ts';

/** Which of a connector's operations a step uses: what can be read, asked per record, or written. */
export type OperationSide = 'source' | 'lookup' | 'target';

/** What a kind may know of its surroundings when it says what is missing: which connections and operations exist. */
export type Surroundings = {
  /** The connector's operation behind a node's connection, or null when either is gone. */
  operation(connectionId: string, operationId: string, side: OperationSide): OperationShape | null;
  /** Whether there is a value table of that name. Left out where it is not known: then none is missed. */
  hasTable?(name: string): boolean;
};

/** A check of given options against the operation's schema: the names of those that are missing or wrong. */
type OperationShape = { missingOptions(options: Record<string, unknown>): string[] };

/** The port of "when it fails". */
export const failedPort = 'failed';

type Declaration<S extends z.ZodType> = {
  id: KindId;
  words: { title: Words; verb: Words; help: Words };
  settings: S;
  /** 1 when lines may end here; a source takes none. */
  inputs: 0 | 1;
  /** Names of the ports where lines may start; a target has none. */
  ports: readonly string[];
  /** A line may also start where records that need attention leave, "when it fails". */
  mayFail: boolean;
  /** A node without an outgoing line is a loose end, unless this is true. */
  mayEnd: boolean;
  /** Minutes between two checks, for a kind at which a flow starts by itself; null = only when a person runs it. */
  checksEvery?(settings: z.output<S>): number | null;
  /** The cron line of a kind at which a flow starts by the clock. */
  checksAt?(settings: z.output<S>): string | null;
  /** The value tables that a node asks for, by their names. */
  tables?(settings: z.output<S>): string[];
  /** What a person still has to fill in, as catalogued problems. */
  missing(settings: z.output<S>, surroundings: Surroundings): Problem[];
};

/** What a node says about itself. Everything outside asks this contract and never compares kinds. */
export type Kind = Omit<Declaration<z.ZodType>, 'missing' | 'checksEvery' | 'checksAt' | 'tables'> & {
  /** The settings of a node fresh from the palette. */
  initial: Record<string, unknown>;
  checksEvery(settings: unknown): number | null;
  checksAt(settings: unknown): string | null;
  tables(settings: unknown): string[];
  /** As declared; settings that the schema refuses are a problem of their own. */
  missing(settings: unknown, surroundings: Surroundings): Problem[];
};

/** Every port of a kind, with that of records that fail. */
export const allPorts = ({ ports, mayFail }: Pick<Kind, 'ports' | 'mayFail'>): readonly string[] =>
  mayFail ? [...ports, failedPort] : ports;

/** Declares a kind whose settings are described by one zod schema that has a default for every field. */
export function defineKind<S extends z.ZodType<Record<string, unknown>>>(declaration: Declaration<S>): Kind {
  return {
    ...declaration,
    initial: declaration.settings.parse({}),
    checksEvery: (settings) => declaration.checksEvery?.(declaration.settings.parse(settings)) ?? null,
    checksAt: (settings) => declaration.checksAt?.(declaration.settings.parse(settings)) ?? null,
    tables(settings) {
      const parsed = declaration.settings.safeParse(settings);
      return parsed.success ? (declaration.tables?.(parsed.data) ?? []) : [];
    },
    missing(settings, surroundings) {
      const parsed = declaration.settings.safeParse(settings);
      if (parsed.success) return declaration.missing(parsed.data, surroundings);
      return [{ code: 'flow.settings-wrong', params: { field: parsed.error.issues[0]?.path.join('.') ?? '' } }];
    },
  };
}
