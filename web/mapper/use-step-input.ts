import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod';
import type { Run } from '#flows/api/runs.ts';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { DatamapperSettings } from '#flows/kinds/datamapper.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import type { Mapping } from '#flows/mapping/rows.ts';
import { call } from '#web/api/client.ts';
import { useRoute } from '#web/api/queries.ts';
import { useEditor, useFlowState } from '#web/canvas/editor-context.ts';
import { stepBefore } from './neighbours.ts';

/** A record that a step would get: of the last run where there is one, else what the source gives now, else an example that ships with the connector. */
type Sample = { id: string; title: string; real: boolean };
export type StepInput = {
  samples: Sample[];
  chosen: number;
  choose(index: number): void;
  /** The chosen record as it comes into the step; null while it is on its way or when there is none. */
  sample: { body: unknown } | null;
};

/** How many records of the last run are offered. */
const realOnes = 20;

/** What comes into a step: the source's records, through the matching steps in between. */
export function useStepInput(nodeId: string): StepInput {
  const { systems, run } = useEditor();
  const graph = useFlowState((state) => state.graph);
  const [index, choose] = useState(0);
  const { source, mappings } = pathTo(graph, nodeId);
  const shipped = source ? (systems.chosenBy(source).source?.samples ?? []) : [];
  const kept = useFirst(run.run);
  const realRun = kept && source && readTheSame(kept.graph, source) ? kept.id : null;
  const records = useRoute(
    'listRunRecords',
    { params: { id: realRun ?? '' }, query: { limit: realOnes } },
    { enabled: realRun !== null },
  );
  const fresh = usePeek(source, realRun === null);
  const real = realRun === null ? [] : (records.data?.items ?? []);
  const examples = fresh.length > 0 ? fresh : shipped;
  const samples = [
    ...real.map(({ no, title }) => ({ id: String(no), title, real: true })),
    ...examples.map(({ key, title }) => ({ id: key, title, real: fresh.length > 0 })),
  ];
  const chosen = Math.min(index, Math.max(0, samples.length - 1));
  const record = useRoute(
    'getRunRecord',
    { params: { id: realRun ?? '', no: real[chosen]?.no ?? 0 } },
    { enabled: realRun !== null && chosen < real.length },
  );
  const received = chosen < real.length ? record.data && { body: record.data.input } : examples[chosen - real.length];
  const sample = useMapped(received ? { body: received.body } : null, mappings);
  return { samples, chosen, choose, sample };
}

/** What the source gives now, for instance the columns of a person's own file; nothing while it cannot be asked. */
function usePeek(source: FlowNode | null, wanted: boolean) {
  const settings = SourceSettings.safeParse(source?.kind === 'source' ? source.settings : null).data;
  const { connection = null, operation = null, options = {} } = settings ?? {};
  const peek = useRoute(
    'peekConnection',
    {
      params: { id: connection ?? '' },
      body: { operation: operation ?? '', options: z.record(z.string(), z.json()).catch({}).parse(options) },
    },
    { enabled: wanted && connection !== null && operation !== null, retry: false, staleTime: 60_000 },
  );
  return peek.data?.records ?? [];
}

/** The first run that was there: a newer one must not change the record that somebody is working on. */
function useFirst(run: Run | null): Run | null {
  const [first, setFirst] = useState(run);
  if (first === null && run !== null) setFirst(run);
  return first ?? run;
}

/** The source that feeds a step, and the mappings on the way. */
function pathTo(graph: Graph, nodeId: string): { source: FlowNode | null; mappings: Mapping[] } {
  const mappings: Mapping[] = [];
  const seen = new Set<string>();
  let at = stepBefore(graph, nodeId);
  let source: FlowNode | null = null;
  while (at && !seen.has(at.id)) {
    seen.add(at.id);
    const parsed = at.kind === 'datamapper' ? DatamapperSettings.safeParse(at.settings) : null;
    if (parsed?.success) mappings.unshift(parsed.data.mapping);
    source = at;
    at = stepBefore(graph, at.id);
  }
  return { source, mappings };
}

/** Whether the run's records came from the same place as the step would read now. */
function readTheSame(ran: Graph, source: FlowNode): boolean {
  const before = ran.nodes.find((node) => node.id === source.id);
  const place = ({ settings: { connection, operation, options } }: FlowNode) =>
    JSON.stringify([connection, operation, options]);
  return before !== undefined && place(before) === place(source);
}

/** Takes a record through mappings, one after the other. */
function useMapped(record: { body: unknown } | null, mappings: Mapping[]): { body: unknown } | null {
  const mapped = useQuery({
    queryKey: ['mappedSample', record, mappings],
    enabled: record !== null && mappings.length > 0,
    queryFn: async () => {
      let body = record?.body;
      for (const mapping of mappings) {
        body = (await call('previewMapping', { body: { mapping, record: body } })).result;
      }
      return { body };
    },
  });
  return mappings.length === 0 ? record : (mapped.data ?? null);
}
