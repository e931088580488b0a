import type { Draft } from '#flows/api/flows.ts';
import type { Graph } from '#flows/graph.ts';

/** Milliseconds of quiet before a change is saved, and between tries while saving fails. */
const quiet = 1000;
const retries = [2000, 5000, 10_000, 30_000];

export type SaveAnswer = { saved: Draft } | { conflict: Draft };
export type SaveState =
  | { is: 'saved' | 'waiting' | 'saving'; savedAt: string }
  | { is: 'retrying'; savedAt: string; error: unknown }
  | { is: 'conflict'; savedAt: string; theirs: Draft };

type Wiring = {
  draft: Draft;
  save(graph: Graph, revision: number): Promise<SaveAnswer>;
  /** Runs something later; what it returns takes that back. */
  later(run: () => void, milliseconds: number): () => void;
  onState(state: SaveState): void;
  onSaved(draft: Draft): void;
};

export type Autosave = ReturnType<typeof createAutosave>;

/** Keeps a draft saved: a moment after the last change, again while it fails, and stops to ask when two people save. */
export function createAutosave({ draft, save, later, onState, onSaved }: Wiring) {
  let { revision, savedAt } = draft;
  let pending: Graph | null = null;
  let busy: Promise<void> | null = null;
  let stopped = false;
  let failures = 0;
  let cancel = () => {};

  const wait = (milliseconds: number) => {
    cancel();
    cancel = later(() => void flush(), milliseconds);
  };

  async function saveOnce(graph: Graph) {
    onState({ is: 'saving', savedAt });
    pending = null;
    try {
      const answer = await save(graph, revision);
      if ('conflict' in answer) return stop(answer.conflict, graph);
      failures = 0;
      ({ revision, savedAt } = answer.saved);
      onSaved(answer.saved);
      onState({ is: pending ? 'waiting' : 'saved', savedAt });
    } catch (error) {
      pending ??= graph;
      onState({ is: 'retrying', savedAt, error });
      wait(retries[Math.min(failures++, retries.length - 1)] ?? quiet);
    }
  }

  function stop(theirs: Draft, graph: Graph) {
    stopped = true;
    pending ??= graph;
    onState({ is: 'conflict', savedAt, theirs });
  }

  /** Saves now what is not saved yet; true when all is saved. */
  async function flush(): Promise<boolean> {
    cancel();
    while (busy) await busy;
    if (!pending || stopped) return !stopped;
    const before = failures;
    busy = saveOnce(pending);
    await busy;
    busy = null;
    return failures > before ? false : flush();
  }

  return {
    flush,
    changed(graph: Graph) {
      pending = graph;
      if (stopped) return;
      if (failures === 0 && !busy) onState({ is: 'waiting', savedAt });
      wait(quiet);
    },
    /** After a conflict: goes on from the other person's draft, or puts this one over it. */
    settle(theirs: Draft, keep: 'mine' | 'theirs') {
      ({ revision, savedAt } = theirs);
      stopped = false;
      if (keep === 'mine') return void flush();
      pending = null;
      onSaved(theirs);
      onState({ is: 'saved', savedAt });
    },
    isSaved: () => pending === null && busy === null,
    close: () => cancel(),
  };
}
