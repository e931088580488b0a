import { Radio, Stack } from '@mantine/core';
import { useSay } from '#web/words/say.ts';
import type { Beginning } from './beginnings.ts';
import words from './words.json';

/** What each beginning means for the person who chooses it. */
export const beginningWords = {
  failed: { sentence: words.failedSentence, label: words.failed, hint: words.failedHint },
  start: { sentence: words.startSentence, label: words.start, hint: words.startHint },
  source: { sentence: words.sourceSentence, label: words.source, hint: words.sourceHint },
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
