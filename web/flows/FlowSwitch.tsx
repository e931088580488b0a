import { Button, Group, List, Modal, Stack, Switch, Text } from '@mantine/core';
import type { FlowSummary } from '#flows/api/flows.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import { useMay } from '#web/session/use-session.ts';
import { ButtonLink } from '#web/shell/links.tsx';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import shellWords from '#web/shell/words.json';
import { useSay } from '#web/words/say.ts';
import { TurnOn } from './TurnOn.tsx';
import { type Hindrance, useFlowSwitch } from './use-flow-switch.ts';
import words from './words.json';

/** On or off. What keeps a flow from being on opens as a list of what to finish instead of an error. */
export function FlowSwitch({ flow }: { flow: FlowSummary }) {
  const say = useSay();
  const may = useMay();
  const { turn, pending, hindrance, asking, turnOn, forget } = useFlowSwitch(flow);
  return (
    <>
      <Switch
        checked={flow.on}
        disabled={pending || !may('turnOn')}
        onChange={(event) => turn(event.currentTarget.checked)}
        label={say(flow.on ? words.isOn : words.isOff)}
        aria-label={say(flow.on ? words.pauseNamed : words.turnOnNamed, { name: flow.name })}
        color='green'
      />
      {asking && <TurnOn flow={flow} busy={pending} turnOn={turnOn} close={forget} />}
      {hindrance && <Unfinished flow={flow} hindrance={hindrance} close={forget} />}
    </>
  );
}

function Unfinished({ flow, hindrance, close }: { flow: FlowSummary; hindrance: Hindrance; close: () => void }) {
  const say = useSay();
  useFocusBack();
  const problemText = useProblem();
  const { problems } = hindrance;
  const texts = problems.map((problem) => problemText(problem));
  return (
    <Modal opened onClose={close} title={say(words.notYet, { name: flow.name })}>
      <Stack gap='md'>
        <Text>{say(problems.length > 0 ? words.finishFirst : words.askToPublish, { count: problems.length })}</Text>
        <List spacing='xs'>
          {texts.map((text, at) => (
            <List.Item key={`${problems[at]?.node}-${problems[at]?.code}`}>
              <Text fw={500}>{text.title}</Text>
              <Text size='sm' c='dimmed'>
                {text.fix}
              </Text>
            </List.Item>
          ))}
        </List>
        <Group justify='flex-end'>
          <Button variant='default' onClick={close}>
            {say(shellWords.close)}
          </Button>
          <ButtonLink to='/flows/$flowId' params={{ flowId: flow.id }}>
            {say(words.openFlow)}
          </ButtonLink>
        </Group>
      </Stack>
    </Modal>
  );
}
