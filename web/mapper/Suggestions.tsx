import { Group, Text, UnstyledButton } from '@mantine/core';
import type { RefObject } from 'react';
import { houseFunctions } from '#flows/mapping/functions/house.ts';
import told from '#flows/mapping/functions/words.json';
import type { Words } from '#flows/words.ts';
import { useSay } from '#web/words/say.ts';
import styles from './mapper.module.css';
import { suggest, writeCall } from './suggest.ts';
import words from './words.json';

type Props = {
  formula: string;
  caret: number;
  area: RefObject<HTMLTextAreaElement | null>;
  onChange(formula: string): void;
};

const wordsOf: Record<string, { title: Words }> = told.functions;

/** The functions that the word before the cursor may mean: a click, or Tab and Enter, writes one. */
export function Suggestions({ formula, caret, area, onChange }: Props) {
  const say = useSay();
  const found = suggest(formula, caret);
  if (!found) return null;
  const write = (name: string) => {
    const written = writeCall(formula, found, name);
    onChange(written.formula);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(written.caret, written.caret);
    });
  };
  return (
    <Group role='group' aria-label={say(words.suggestions)} gap={4} mt={4}>
      {found.names.map((name) => {
        const title = wordsOf[name]?.title;
        return (
          <UnstyledButton key={name} className={styles.suggestion} onClick={() => write(name)}>
            <code>{Object.hasOwn(houseFunctions, name) ? houseFunctions[name]?.call : `$${name}()`}</code>
            {title && (
              <Text span size='xs' c='dimmed'>
                {' '}
                {say(title)}
              </Text>
            )}
          </UnstyledButton>
        );
      })}
    </Group>
  );
}
