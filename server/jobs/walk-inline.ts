import type { Outcome } from '#flows/api/runs.ts';
import type { Graph } from '#flows/graph.ts';
import type { PathEnd } from '#flows/path-ends.ts';
import type { Problem } from '#flows/problem.ts';
import { openLookup, openTarget } from '#server/connections/open-node.ts';
import type { Json } from '#server/connectors/connector.ts';
import { Json as JsonText } from '#server/database/json-text.ts';
import { type NewRecord, pagesOf } from '#server/database/new-batches.ts';
import type { PinnedTables } from '#server/database/value-tables.ts';
import type { Delivery } from '#server/engine/delivery.ts';
import { outcomeOf, type StepState, type Steps } from '#server/engine/record-outcome.ts';
import type { EnginePorts, Moment } from '#server/engine/runner.ts';
import { outputOf, walkBatch } from '#server/engine/walk-batch.ts';
import { goesOtherWay } from '#server/engine/way.ts';
import type { Services } from '#server/services.ts';
import { openTables, pinTables } from './value-tables.ts';

/** Where one path of a record's way ended, with what arrived there. */
type WalkedEnd = {
  node: string;
  state: StepState;
  content: Json;
  /** It failed here and went another way. */
  wentOn: boolean;
};

/**
 * The graph that records are taken through, the moment that its formulas take for now, and the versions of value tables that
 * it is held to; others are taken as they are.
 */
export type Way = { organizationId: string; graph: Graph; moment: Moment; held?: PinnedTables };

/** What a graph makes of one record. */
export type Walked = { record: NewRecord; steps: Steps; outcome: Outcome; problem: Problem | null; ends: WalkedEnd[] };

/** What the ledger of a target knows, and whether a person wants to have it sent all the same. */
export type Foresight = { look(node: string, keys: string[]): Promise<Map<string, Delivery>>; force: boolean };

/**
 * Takes a few records through a graph with the engine of the runs, and keeps nothing of it: nothing is written, sent or
 * claimed. One answer per record, in their order. With foresight, what is there already counts.
 */
export async function walkInline(
  services: Services,
  { organizationId, graph, moment, held }: Way,
  list: NewRecord[],
  foresight?: Foresight,
): Promise<Walked[]> {
  const pages = pagesOf(list, 0);
  const records = list.map(({ key, steps, version = null, readOrder = Number.MAX_SAFE_INTEGER }, no) => ({
    ...{ no, key, steps, version, readOrder },
  }));
  const pinned = await pinTables(services.db, organizationId, graph, held);
  const tables = await openTables(services.db, organizationId, pinned);
  const force = foresight?.force ?? false;
  const run = { id: services.newId(), mode: 'try' as const, personDecided: false, force, moment, tables };
  await walkBatch({ graph, run, records, pages }, portsOf(services, organizationId, foresight), async () => undefined);
  return list.map((record, no) => {
    const steps = records[no]?.steps ?? record.steps;
    const ends = Object.entries(steps).flatMap(([node, state]): WalkedEnd[] => {
      if (state.outcome === 'passed') return [];
      const content = JsonText.parse(outputOf({ graph, pages }, { no, steps }, node));
      return [{ node, state, content, wentOn: goesOtherWay(graph, steps, node) }];
    });
    const problem = ends.find(({ state, wentOn }) => state.problem && !wentOn)?.state.problem ?? null;
    return { record, steps, ends, problem, outcome: outcomeOf(graph, steps) };
  });
}

/** Nothing is sent here; a target that tried would be a fault of the program. */
function refuseToWrite(): never {
  throw new Error('Nothing is written where nothing is sent');
}

function portsOf(services: Services, organizationId: string, foresight: Foresight | undefined): EnginePorts {
  const { cage, now, random } = services;
  return {
    cage,
    now,
    random,
    openLookup: (node) => openLookup(services, organizationId, node),
    answers: () => new Map<string, Json>(),
    openTarget: (node) => openTarget(services, { organizationId, mayWrite: refuseToWrite }, node),
    ledger: (node) => ({
      claim: () => Promise.reject(new Error('Nothing is claimed where nothing is sent')),
      superseded: async () => new Set(),
      ...(foresight && { look: (keys: string[]) => foresight.look(node.id, keys) }),
    }),
  };
}

/** The ends of a walk as tests keep them and shadow runs compare them. */
export function pathEnds({ ends }: Walked): PathEnd[] {
  return ends.flatMap(({ node, state, content, wentOn }): PathEnd[] => {
    if (wentOn) return [];
    if (state.outcome === 'would-send') return [{ node, outcome: 'would-send', content }];
    if (state.outcome === 'left-out') return [{ node, outcome: 'left-out' }];
    return [{ node, outcome: 'attention', ...(state.problem && { code: state.problem.code }) }];
  });
}
