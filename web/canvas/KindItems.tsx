import { Menu } from '@mantine/core';
import type { KindId } from '#flows/kinds/ids.ts';
import type { Kind } from '#flows/kinds/kind.ts';
import { useSay } from '#web/words/say.ts';
import { stepViews } from './step-views.tsx';

/** The kinds of step as items of a menu. */
export function KindItems({ kinds, onPick }: { kinds: readonly Kind[]; onPick(kind: KindId): void }) {
  const say = useSay();
  return kinds.map(({ id, words }) => {
    const { Icon } = stepViews[id];
    return (
      <Menu.Item key={id} leftSection={<Icon size={16} aria-hidden />} onClick={() => onPick(id)}>
        {say(words.title)}
      </Menu.Item>
    );
  });
}
