import { Textarea, TextInput } from '@mantine/core';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

type Props = { name: string; setName(name: string): void; ignored: string; setIgnored(ignored: string): void };

/** One field per line, without the empty lines. */
export const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What a person says of a test: its name, and which fields may differ. */
export function TestFields({ name, setName, ignored, setIgnored }: Props) {
  const say = useSay();
  return (
    <>
      <TextInput
        label={say(words.name)}
        required
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-own-undo
      />
      <Textarea
        label={say(words.ignored)}
        description={say(words.ignoredHint)}
        autosize
        minRows={2}
        value={ignored}
        onChange={(event) => setIgnored(event.currentTarget.value)}
        data-own-undo
      />
    </>
  );
}
