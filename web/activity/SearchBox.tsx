import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** Searches while typing; the address keeps what was typed, and the box follows the address. */
export function SearchBox({ value, onSearch }: { value: string; onSearch(q: string): void }) {
  const say = useSay();
  const [typed, setTyped] = useState(value);
  const search = useDebouncedCallback(onSearch, 250);
  useEffect(() => setTyped(value), [value]);
  const change = (text: string) => {
    setTyped(text);
    search(text.trim());
  };
  return (
    <TextInput
      type='search'
      flex='1 1 240px'
      maw={{ sm: 360 }}
      aria-label={say(words.search)}
      placeholder={say(words.searchHint)}
      leftSection={<IconSearch size={18} aria-hidden />}
      rightSection={typed !== '' && <CloseButton aria-label={say(words.clearSearch)} onClick={() => change('')} />}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
