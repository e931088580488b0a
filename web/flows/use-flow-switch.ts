import { useState } from 'react';
import type { FlowSummary, GraphProblem } from '#flows/api/flows.ts';
import { ApiError, call } from '#web/api/client.ts';
import { useDeed } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { useTell } from '#web/shell/use-tell.ts';
import words from './words.json';

/** What keeps a flow from being turned on: things to finish, or that nobody has published it yet. */
export type Hindrance = { problems: GraphProblem[] };

/** Turns a flow on, after asking from when, or pauses it. A flow that was never published is published first, when nothing is left to finish. */
export function useFlowSwitch(flow: FlowSummary) {
  const tell = useTell();
  const may = useMay();
  const [hindrance, setHindrance] = useState<Hindrance | null>(null);
  const [pending, setPending] = useState(false);
  const [asking, setAsking] = useState(false);
  const rereads = ['listFlows', 'getFlow'] as const;
  const on = useDeed('turnOn', [...rereads, 'getCursor']);
  const off = useDeed('turnOff', [...rereads]);
  const publish = useDeed('publishFlow', [...rereads]);
  const input = { params: { id: flow.id } };

  async function prepare() {
    if (flow.publishedVersion === null) {
      const { draft } = await call('getFlow', input);
      if (draft.problems.length > 0 || !may('publishFlow')) return setHindrance({ problems: draft.problems });
      await publish.mutateAsync({ ...input, body: {} });
    }
    setAsking(true);
  }
  async function turnOn(from: string | undefined) {
    await on.mutateAsync({ ...input, body: { from } });
    setAsking(false);
    tell.done(words.turnedOn, { name: flow.name });
  }
  async function turnOff() {
    await off.mutateAsync(input);
    tell.done(words.turnedOff, { name: flow.name });
  }
  async function during(deed: () => Promise<void>) {
    setPending(true);
    try {
      await deed();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      tell.failed(error);
    } finally {
      setPending(false);
    }
  }
  return {
    turn: (wanted: boolean) => during(wanted ? prepare : turnOff),
    pending,
    asking,
    turnOn: (from: string | undefined) => during(() => turnOn(from)),
    forget() {
      setAsking(false);
      setHindrance(null);
    },
    hindrance,
  };
}
