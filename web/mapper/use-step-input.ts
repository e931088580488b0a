import { useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import * as z from 'zod';
import type { Run } from '#flows/api/runs.ts';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import type { StepProblem } from '#flows/problem.ts';
import { call } from '#web/api/client.ts';
import { useRoute } from '#web/api/queries.ts';
import { useEditor, useFlowState } from '#web/canvas/editor-context.ts';
import { stepTitle } from '#web/canvas/step-views.tsx';
import { useLanguage } from '#web/words/say.ts';
import { type InputPath, pathsTo, type StepSample } from './input-paths.ts';

/** A record that a step would get: of the last run where there is one, else what the source gives now, else an example that ships with the connector. */
type Sample = { id: string; title: string; real: boolean };
export type StepInput = {
  samples: Sample[];
  chosen: number;
  choose(index: number): void;
  /** The chosen record as it comes into the step; null while it is on its way or when there is none. */
  sample: StepSample | null;
  /** What other ways to the step bring, as far as examples tell. */
  others: readonly unknown[];
};

/** How many records of the last run are offered. */
const realOnes = 20;

/** What comes into a step: the source's records, through the matching steps in between, by whichever way they take. */
export function useStepInput(nodeId: string): StepInput {
  const { systems, run } = useEditor();
  const titleOf = useStepTitle();
  const graph = useFlowState((state) => state.graph);
  const [index, choose] = useState(0);
  const paths = useMemo(() => pathsTo(graph, nodeId), [graph, nodeId]);
  const source = paths[0]?.source ?? null;
  const shippedBy = (node: FlowNode) => systems.chosenBy(node).source?.samples ?? [];
  const shipped = source ? shippedBy(source) : [];
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
  const entries = chosen < real.length ? (record.data?.entries ?? []) : [];
  const received = chosen < real.length ? record.data && { body: record.data.input } : examples[chosen - real.length];
  const path = paths.find(({ through }) => through.every((id) => entries.some(({ node }) => node === id))) ?? paths[0];
  const problemAt = (node: FlowNode): StepProblem => {
    const met = entries.find((entry) => entry.node === node.id)?.problem;
    return { ...(met ?? exampleProblem), step: titleOf(node) };
  };
  /** What was found for the chosen record, or what the connector says that it looks like. */
  const answerAt = ({ node, as }: { node: FlowNode; as: string }): unknown => {
    const output = Record.safeParse(entries.find((entry) => entry.node === node.id)?.output).data;
    return output && as in output ? output[as] : systems.chosenBy(node).lookup?.samples[0]?.answer;
  };
  const main = { body: received?.body, path, problemAt, answerAt };
  const rest = paths.filter((it) => it !== path);
  const examplesOfRest = rest.map((it) => ({ body: shippedBy(it.source)[0]?.body, path: it, problemAt, answerAt }));
  const [sample = null, ...others] = useMapped([main, ...examplesOfRest]);
  return { samples, chosen, choose, sample, others: others.flatMap((it) => (it ? [it.body] : [])) };
}

/** What a formula may be tried on where nothing has failed yet. */
const exampleProblem = { code: 'run.field-missing', params: { field: 'address.postcode' } };

function useStepTitle() {
  const { systems } = useEditor();
  const language = useLanguage((state) => state.language);
  return (node: FlowNode) => stepTitle(node, systems.chosenBy(node), language);
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

/** Whether the run's records came from the same place as the step would read now. */
function readTheSame(ran: Graph, source: FlowNode): boolean {
  const before = ran.nodes.find((node) => node.id === source.id);
  const place = ({ settings: { connection, operation, options } }: FlowNode) =>
    JSON.stringify([connection, operation, options]);
  return before !== undefined && place(before) === place(source);
}

const Record = z.record(z.string(), z.unknown());

type OnWay = {
  body: unknown;
  path: InputPath | undefined;
  problemAt(node: FlowNode): StepProblem;
  answerAt(lookup: { node: FlowNode; as: string }): unknown;
};

/** Takes records through what changes them on their way; null for what is still on its way, or not there. */
function useMapped(list: OnWay[]): (StepSample | null)[] {
  const asked = list.map(({ body, path, problemAt, answerAt }) => ({
    body,
    problem: path?.failed ? problemAt(path.failed) : undefined,
    changes: (path?.changes ?? []).map((change) => {
      if (!('mapping' in change)) return { as: change.as, answer: answerAt({ node: change.lookup, as: change.as }) };
      return { mapping: change.mapping, ...(change.failed && { problem: problemAt(change.failed) }) };
    }),
  }));
  return useQueries({
    queries: asked.map(({ body, changes }) => ({
      queryKey: ['mappedSample', body, changes],
      enabled: body !== undefined && changes.length > 0,
      queryFn: async () => {
        let now = body;
        for (const step of changes) {
          if ('mapping' in step) now = (await call('previewMapping', { body: { ...step, record: now } })).result;
          else now = { ...Record.catch({}).parse(now), [step.as]: step.answer ?? null };
        }
        return { body: now };
      },
    })),
    combine: (answers) =>
      asked.map(({ body, problem, changes }, index): StepSample | null => {
        const mapped = changes.length === 0 && body !== undefined ? { body } : (answers[index]?.data ?? null);
        return mapped && { ...mapped, ...(problem && { problem }) };
      }),
  });
}
