import { describe, expect, test } from 'vitest';
import type { Draft } from '#flows/api/flows.ts';
import type { Graph } from '#flows/graph.ts';
import { createAutosave, type SaveAnswer, type SaveState } from './autosave.ts';

const graph = (name: string): Graph => ({
  nodes: [{ id: name, kind: 'filter', position: { x: 0, y: 0 }, settings: {} }],
  edges: [],
});
const draft = (revision: number, name: string): Draft => ({
  graph: graph(name),
  revision,
  savedAt: `2026-01-01T00:00:0${revision}Z`,
  problems: [],
});

/** A server with one draft, and a clock that only moves when told. */
function world() {
  let kept = draft(1, 'start');
  let down = false;
  let timer: { run: () => void; milliseconds: number } | null = null;
  const states: SaveState[] = [];
  const autosave = createAutosave({
    draft: kept,
    async save(next, revision): Promise<SaveAnswer> {
      if (down) throw new Error('not reachable');
      if (revision !== kept.revision) return { conflict: kept };
      kept = { ...kept, graph: next, revision: revision + 1 };
      return { saved: kept };
    },
    later(run, milliseconds) {
      const own = { run, milliseconds };
      timer = own;
      return () => {
        if (timer === own) timer = null;
      };
    },
    onState: (state) => states.push(state),
    onSaved: () => {},
  });
  return {
    autosave,
    kept: () => kept,
    state: () => states.at(-1)?.is,
    waits: () => timer?.milliseconds,
    breakDown: (is: boolean) => {
      down = is;
    },
    someoneSaves: (name: string) => {
      kept = draft(kept.revision + 1, name);
    },
  };
}

describe('autosave', () => {
  test('waits a second after the last change', async () => {
    const { autosave, kept, waits, state } = world();
    autosave.changed(graph('a'));
    autosave.changed(graph('b'));
    expect(waits()).toBe(1000);
    expect(state()).toBe('waiting');
    expect(kept().revision).toBe(1);
    await autosave.flush();
    expect(kept()).toMatchObject({ revision: 2, graph: graph('b') });
    expect(state()).toBe('saved');
  });

  test('saves a change that was made while it saved', async () => {
    const { autosave, kept } = world();
    autosave.changed(graph('a'));
    const saving = autosave.flush();
    autosave.changed(graph('b'));
    await saving;
    expect(kept()).toMatchObject({ revision: 3, graph: graph('b') });
    expect(autosave.isSaved()).toBe(true);
  });

  test('tells that it cannot save, and tries again', async () => {
    const { autosave, kept, waits, state, breakDown } = world();
    breakDown(true);
    autosave.changed(graph('a'));
    expect(await autosave.flush()).toBe(false);
    expect(state()).toBe('retrying');
    expect(waits()).toBe(2000);
    breakDown(false);
    expect(await autosave.flush()).toBe(true);
    expect(kept().graph).toEqual(graph('a'));
  });

  test('stops when somebody else saved meanwhile', async () => {
    const { autosave, kept, state, someoneSaves } = world();
    someoneSaves('theirs');
    autosave.changed(graph('mine'));
    expect(await autosave.flush()).toBe(false);
    autosave.changed(graph('mine too'));
    await autosave.flush();
    expect(state()).toBe('conflict');
    expect(kept().graph).toEqual(graph('theirs'));
  });

  test('puts this draft over the other one when a person says so', async () => {
    const { autosave, kept, someoneSaves } = world();
    someoneSaves('theirs');
    autosave.changed(graph('mine'));
    await autosave.flush();
    autosave.settle(kept(), 'mine');
    await autosave.flush();
    expect(kept()).toMatchObject({ graph: graph('mine'), revision: 3 });
  });

  test('lets go of this draft when a person takes the other one', async () => {
    const { autosave, kept, someoneSaves } = world();
    someoneSaves('theirs');
    autosave.changed(graph('mine'));
    await autosave.flush();
    autosave.settle(kept(), 'theirs');
    await autosave.flush();
    expect(kept()).toMatchObject({ graph: graph('theirs'), revision: 2 });
    expect(autosave.isSaved()).toBe(true);
  });
});
