import { Button, Group, Select, Text } from '@mantine/core';
import type { Connection } from '#flows/api/connections.ts';
import { useDeed, useRoute } from '#web/api/queries.ts';
import { useSystemName } from '#web/connections/SystemMark.tsx';
import connectionWords from '#web/connections/words.json';
import { ButtonLink } from '#web/shell/links.tsx';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

type Props = {
  label: string;
  connector: string;
  connections: Connection[];
  value: string | null;
  onChange(id: string): void;
};

/** One choice of a connection; where there is none yet, the shortest way to one. */
export function SlotField({ label, connector, connections, value, onChange }: Props) {
  const say = useSay();
  const fitting = connections.filter((connection) => connection.connector === connector);
  if (fitting.length === 0) return <NoneYet label={label} connector={connector} onChange={onChange} />;
  return (
    <Select
      label={label}
      data={fitting.map(({ id, name, sandbox }) => ({
        value: id,
        label: sandbox ? say(words.markedDemo, { name }) : name,
      }))}
      value={value}
      onChange={(id) => id && onChange(id)}
      allowDeselect={false}
    />
  );
}

function NoneYet({ label, connector, onChange }: Omit<Props, 'connections' | 'value'>) {
  const say = useSay();
  const tell = useTell();
  const system = useSystemName()(connector);
  const connectors = useRoute('listConnectors', {}, { staleTime: Number.POSITIVE_INFINITY });
  const info = connectors.data?.items.find((each) => each.id === connector);
  const create = useDeed('createConnection', ['listConnections']);
  const oneClick = info && (info.sandbox || info.form.every((field) => !field.required));
  const name = info?.sandbox ? say(connectionWords.demoName, { system }) : system;
  const make = () =>
    create.mutate(
      { body: { connector, name, sandbox: info?.sandbox ?? false } },
      { onSuccess: ({ id }) => onChange(id), onError: tell.failed },
    );
  return (
    <div>
      <Text size='sm' fw={500}>
        {label}
      </Text>
      <Text size='sm' c='dimmed' mb={6}>
        {say(words.noneYet, { system })}
      </Text>
      <Group gap='xs'>
        {oneClick && (
          <Button size='xs' onClick={make} loading={create.isPending}>
            {say(info.sandbox ? words.useDemoOf : connectionWords.addNow, { system })}
          </Button>
        )}
        <ButtonLink size='xs' variant='default' to='/connections/new' search={{ connector }}>
          {say(connectionWords.connectTo, { system })}
        </ButtonLink>
      </Group>
    </div>
  );
}
