import type { FlowSummary } from '#flows/api/flows.ts';
import { useDeed } from '#web/api/queries.ts';
import { AskFirst } from '#web/shell/AskFirst.tsx';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

export function DeleteFlow({ flow: { id, name }, close }: { flow: FlowSummary; close: () => void }) {
  const say = useSay();
  const tell = useTell();
  const remove = useDeed('deleteFlow', ['listFlows', 'listConnections']);
  const onSuccess = () => {
    tell.done(words.removed, { name });
    close();
  };
  return (
    <AskFirst
      title={say(words.removeTitle, { name })}
      about={words.removeAbout}
      deed={words.remove}
      doing={remove}
      confirm={() => remove.mutate({ params: { id } }, { onSuccess })}
      close={close}
    />
  );
}
