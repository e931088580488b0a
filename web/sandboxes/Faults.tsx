import { Button, Card, Group, NumberInput, Select, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { FaultName, type SandboxInfo } from '#flows/api/sandboxes.ts';
import type { Words } from '#flows/words.ts';
import { useDeed } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import faultWords from './faults.json';
import words from './words.json';

type Fault = SandboxInfo['faults'][number];
const texts: Record<Fault, { title: Words; about: Words }> = faultWords;

/** "Make it fail on purpose": what the next requests meet, and what is still to come. */
export function Faults({ sandbox }: { sandbox: SandboxInfo }) {
  const say = useSay();
  const may = useMay();
  const first = sandbox.faults[0];
  if (!may('faultSandbox') || !first) return null;
  return (
    <Card component='section' aria-labelledby='faults'>
      <Stack gap='sm'>
        <Title order={2} size='h4' id='faults'>
          {say(words.makeFail)}
        </Title>
        <Text size='sm' c='dimmed'>
          {say(words.makeFailAbout)}
        </Text>
        <Pending sandbox={sandbox} />
        <FaultForm sandbox={sandbox} first={first} />
      </Stack>
    </Card>
  );
}

function FaultForm({ sandbox, first }: { sandbox: SandboxInfo; first: Fault }) {
  const say = useSay();
  const tell = useTell();
  const [kind, setKind] = useState<Fault>(first);
  const [times, setTimes] = useState(1);
  const fault = useDeed('faultSandbox', ['listSandboxes']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    fault.mutate(
      { params: { name: sandbox.name }, body: { kind, times } },
      { onSuccess: () => tell.done(words.faultSet), onError: tell.failed },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap='sm'>
        <Select
          label={say(words.what)}
          description={say(texts[kind].about)}
          data={sandbox.faults.map((each) => ({ value: each, label: say(texts[each].title) }))}
          value={kind}
          onChange={(picked) => setKind(FaultName.parse(picked))}
          allowDeselect={false}
        />
        <Group align='flex-end' gap='sm'>
          <NumberInput
            label={say(words.times)}
            min={1}
            max={1000}
            value={times}
            onChange={(next) => setTimes(typeof next === 'number' ? next : 1)}
            w={110}
          />
          <Button type='submit' variant='light' color='orange' loading={fault.isPending}>
            {say(words.setFault)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Pending({ sandbox }: { sandbox: SandboxInfo }) {
  const say = useSay();
  const tell = useTell();
  const clear = useDeed('faultSandbox', ['listSandboxes']);
  return sandbox.pending.map(({ kind, times }) => (
    <Group key={kind} justify='space-between' wrap='nowrap'>
      <Text size='sm' fw={600}>
        {say(words.pending, { what: say(texts[kind].title), count: times })}
      </Text>
      <Button
        size='compact-sm'
        variant='default'
        onClick={() =>
          clear.mutate({ params: { name: sandbox.name }, body: { kind, times: 0 } }, { onError: tell.failed })
        }
      >
        {say(words.clear)}
      </Button>
    </Group>
  ));
}
