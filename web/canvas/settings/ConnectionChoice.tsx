import { Button, Group, Select, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { Connection } from '#flows/api/connections.ts';
import type { ConnectorInfo } from '#flows/api/connectors.ts';
import type { FlowNode } from '#flows/graph.ts';
import { useDeed } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { changeSettings } from '../edit-graph.ts';
import { useEditor } from '../editor-context.ts';
import { stepSides } from '../step-sides.ts';
import words from '../words.json';
import { connectorsFor, needsNothing, settingsFor } from './operations.ts';

/** Which of the connected systems; systems that need no account are connected on the spot. */
export function ConnectionChoice({ node }: { node: FlowNode }) {
  const say = useSay();
  const may = useMay();
  const { store, systems } = useEditor();
  const side = stepSides[node.kind];
  if (!side) return null;
  const offered = connectorsFor(side, systems.connectors);
  const choose = (connection: Connection) =>
    store.getState().edit(changeSettings(node.id, settingsFor(connection, systems.connectors, side)));
  const groups = offered.map((connector) => ({
    group: say(connector.title),
    items: systems.connections
      .filter((connection) => connection.connector === connector.id)
      .map(({ id, name, sandbox }) => ({ value: id, label: sandbox ? say(words.demoNamed, { name }) : name })),
  }));
  return (
    <Stack gap='xs'>
      <Select
        label={say(words.system)}
        placeholder={say(words.chooseSystem)}
        nothingFoundMessage={say(words.nothingConnected)}
        data={groups.filter(({ items }) => items.length > 0)}
        value={systems.chosenBy(node).settings.connection}
        allowDeselect={false}
        onChange={(id) => {
          const connection = systems.connections.find((it) => it.id === id);
          if (connection) choose(connection);
        }}
      />
      {may('createConnection') && <NewConnection offered={offered} onMade={choose} />}
    </Stack>
  );
}

function NewConnection({ offered, onMade }: { offered: ConnectorInfo[]; onMade(connection: Connection): void }) {
  const say = useSay();
  const tell = useTell();
  const { systems } = useEditor();
  const create = useDeed('createConnection', ['listConnections']);
  const isConnected = ({ id }: ConnectorInfo) => systems.connections.some(({ connector }) => connector === id);
  const connect = (connector: ConnectorInfo) =>
    create.mutate(
      { body: { connector: connector.id, name: say(connector.title) } },
      { onSuccess: onMade, onError: tell.failed },
    );
  return (
    <Group gap='xs'>
      {offered
        .filter((connector) => needsNothing(connector) && !isConnected(connector))
        .map((connector) => (
          <Button
            key={connector.id}
            size='xs'
            variant='light'
            loading={create.isPending}
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => connect(connector)}
          >
            {say(words.useSystem, { system: say(connector.title) })}
          </Button>
        ))}
      <AnchorLink size='sm' to='/connections/new'>
        {say(words.connectSystem)}
      </AnchorLink>
    </Group>
  );
}
