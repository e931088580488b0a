import { useState } from 'react';
import type { RecordSummary } from '#flows/api/runs.ts';

const idOf = ({ run, no }: Pick<RecordSummary, 'run' | 'no'>) => `${run}/${no}`;

/** A try-out sent nothing that could be sent again, and what waits goes on by itself. */
const maySelect = ({ mode, outcome }: RecordSummary) => mode === 'live' && outcome !== 'waiting';

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** The records a person has ticked among those on screen. */
export function useSelection(shown: RecordSummary[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const selectable = shown.filter(maySelect);
  const records = selectable.filter((record) => ids.has(idOf(record)));
  return {
    records,
    all: records.length > 0 && records.length === selectable.length,
    any: selectable.length > 0,
    maySelect,
    has: (record: RecordSummary) => ids.has(idOf(record)),
    toggle: (record: RecordSummary) => setIds((old) => toggled(old, idOf(record))),
    toggleAll: () => setIds(new Set(records.length === selectable.length ? [] : selectable.map(idOf))),
    clear: () => setIds(new Set()),
  };
}
export type Selection = ReturnType<typeof useSelection>;
