import { Radio, Select, Stack } from '@mantine/core';
import type { FlowNode } from '#flows/graph.ts';
import { useStepName } from '#web/activity/use-step-name.ts';
import { useSay } from '#web/words/say.ts';
import type { Beginning } from './beginnings.ts';
import words from './words.json';

/** What each beginning means for the person who chooses it. */
export const beginningWords = {
  failed: { sentence: words.failedSentence, label: words.failed, hint: words.failedHint },
  start: { sentence: words.startSentence, label: words.start, hint: words.startHint },
  source: { sentence: words.sourceSentence, label: words.source, hint: words.sourceHint },
  node: { sentence: words.nodeSentence, label: words.node, hint: words.nodeHint },
};

type BeginningProps = { offered: Beginning[]; value: Beginning; onChoose(from: Beginning): void };

export function BeginningChoice({ offered, value, onChoose }: BeginningProps) {
  const say = useSay();
  const pick = (picked: string) => {
    const from = offered.find((each) => each === picked);
    if (from) onChoose(from);
  };
  return (
    <Radio.Group label={say(words.where)} value={value} onChange={pick}>
      <Stack gap='xs' mt='xs'>
        {offered.map((from) => (
          <Radio
            key={from}
            value={from}
            label={say(beginningWords[from].label)}
            description={say(beginningWords[from].hint)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

type StepProps = { steps: FlowNode[]; value: string | null; onChoose(id: string): void };

/** From which step on, in the order of the flow. */
export function StepChoice({ steps, value, onChoose }: StepProps) {
  const say = useSay();
  const name = useStepName();
  return (
    <Select
      label={say(words.nodeChoice)}
      data={steps.map((node) => ({ value: node.id, label: name(node) }))}
      value={value}
      allowDeselect={false}
      onChange={(id) => id && onChoose(id)}
    />
  );
}

export function VersionChoice({ value, onChoose }: { value: 'now' | 'then'; onChoose(version: 'now' | 'then'): void }) {
  const say = useSay();
  return (
    <Radio.Group
      label={say(words.which)}
      value={value}
      onChange={(picked) => onChoose(picked === 'then' ? 'then' : 'now')}
    >
      <Stack gap='xs' mt='xs'>
        <Radio value='now' label={say(words.now)} />
        <Radio value='then' label={say(words.then)} />
      </Stack>
    </Radio.Group>
  );
}
