import { useState } from 'react';
import type { RecordSummary } from '#flows/api/runs.ts';
import type { RouteInput } from '#web/api/client.ts';
import type { Beginning } from './beginnings.ts';
import type { What } from './use-tried-records.ts';

export type Wish = RouteInput<'replay'>['body'];

/** What the form holds: the request as it stands, and the text that an expert is editing. */
export function useWish(what: What, likely: Beginning, firstStep: string | null) {
  const [from, setFrom] = useState(likely);
  const [node, setNode] = useState(firstStep);
  const [version, setVersion] = useState<'now' | 'then'>('now');
  const [force, setForce] = useState(false);
  const [text, setText] = useState<string | null>(null);
  const [alike, setAlike] = useState(false);
  const [reason, setReason] = useState('');
  const edited = text === null ? undefined : parsed(text);
  const wish: Wish = {
    ...choiceOf(what, alike),
    from,
    version,
    force,
    reason: reason.trim(),
    ...(from === 'node' && node !== null && { node }),
    ...(edited?.ok && { edited: edited.value }),
  };
  /** Where records begin decides what goes in: a text for another beginning would be the wrong one. */
  const begin = (next: Beginning) => {
    setText(null);
    setFrom(next);
  };
  return {
    wish,
    node,
    text,
    alike,
    reason,
    unreadable: edited?.ok === false,
    needsReason: force || text !== null,
    begin,
    setNode: (id: string) => {
      setText(null);
      setNode(id);
    },
    setVersion,
    setForce,
    setText,
    setAlike: (on: boolean) => {
      setText(null);
      setAlike(on);
    },
    setReason,
  };
}
export type WishForm = ReturnType<typeof useWish>;

/** The one record that is tried again, when it is only one. */
export const onlyRecord = (what: What): RecordSummary | null =>
  'records' in what && what.records.length === 1 ? (what.records[0] ?? null) : null;

function choiceOf(what: What, alike: boolean): Pick<Wish, 'records' | 'run' | 'filter'> {
  const only = onlyRecord(what);
  if (alike && only?.problem)
    return { filter: { flow: only.flow.id, outcome: 'attention', problem: only.problem.code } };
  if ('run' in what) return { run: what.run };
  if ('filter' in what) return { filter: what.filter };
  return { records: what.records.map(({ run, no }) => ({ run, no })) };
}

function parsed(text: string): { ok: true; value: Wish['edited'] } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false };
    throw error;
  }
}
