import { useNavigate } from '@tanstack/react-router';
import type { Connection } from '#flows/api/connections.ts';
import { useDeed } from '#web/api/queries.ts';
import { AskFirst } from '#web/shell/AskFirst.tsx';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { FlowLinks } from './UsedBy.tsx';
import words from './words.json';

/** Asks before a connection is removed; while flows use it, names them instead. */
export function DeleteConnection({ connection, close }: { connection: Connection; close: () => void }) {
  const say = useSay();
  const tell = useTell();
  const navigate = useNavigate();
  const remove = useDeed('deleteConnection', ['listConnections']);
  const { id, name, flows } = connection;
  const inUse = flows.length > 0 || remove.error?.details.code === 'conflict';
  const onSuccess = async () => {
    await navigate({ to: '/connections' });
    tell.done(words.removed, { name });
  };
  return (
    <AskFirst
      title={say(words.removeTitle, { name })}
      about={inUse ? words.removeInUse : words.removeAbout}
      deed={inUse ? null : words.remove}
      doing={remove}
      confirm={() => remove.mutate({ params: { id } }, { onSuccess })}
      close={close}
    >
      {inUse && <FlowLinks flows={flows} />}
    </AskFirst>
  );
}
