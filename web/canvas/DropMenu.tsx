import { Menu } from '@mantine/core';
import { useSay } from '#web/words/say.ts';
import { followers } from './edit-graph.ts';
import { KindItems } from './KindItems.tsx';
import type { Place } from './places.ts';
import { useAddStep } from './use-add-step.ts';
import words from './words.json';

/** A line that was let go over the empty canvas. */
export type LooseEnd = { from: string; port: string; screen: Place; place: Place };

/** Offers the steps that could follow, right where the line was let go. */
export function DropMenu({ looseEnd, onClose }: { looseEnd: LooseEnd; onClose(): void }) {
  const say = useSay();
  const add = useAddStep();
  const { screen, place } = looseEnd;
  return (
    <Menu opened onChange={(open) => !open && onClose()} position='bottom-start' withinPortal>
      <Menu.Target>
        <span style={{ position: 'fixed', left: screen.x, top: screen.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{say(words.addNext)}</Menu.Label>
        <KindItems kinds={followers} onPick={(kind) => add.from(kind, { x: place.x, y: place.y - 40 }, looseEnd)} />
      </Menu.Dropdown>
    </Menu>
  );
}
