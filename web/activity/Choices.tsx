import { Chip, Group } from '@mantine/core';
import { useSay } from '#web/words/say.ts';
import type { Look } from './looks.ts';
import words from './words.json';

type Props<Id extends string> = {
  looks: Partial<Record<Id, Look>>;
  order: readonly Id[];
  /** How many there are of each, where that is known. */
  counts?: Partial<Record<Id, number>>;
  value: Id | undefined;
  onChoose(id: Id | undefined): void;
};

/** Chips that show one kind of result only; pressing the chosen one shows everything again. */
export function Choices<Id extends string>({ looks, order, counts, value, onChoose }: Props<Id>) {
  const say = useSay();
  return (
    <Group gap={6} role='group' aria-label={say(words.filterResult)}>
      {order.map((id) => {
        const look = looks[id];
        if (!look) return null;
        const count = counts?.[id];
        const name = say(look.words);
        return (
          <Chip
            key={id}
            size='sm'
            variant='outline'
            checked={value === id}
            onChange={(on) => onChoose(on ? id : undefined)}
          >
            {count === undefined ? name : say(words.countOutcome, { result: name, count })}
          </Chip>
        );
      })}
    </Group>
  );
}
