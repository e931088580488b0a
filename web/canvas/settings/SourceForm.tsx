import { Select, Stack } from '@mantine/core';
import type { FlowNode } from '#flows/graph.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { changeSettings } from '../edit-graph.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';
import { ReadSoFar } from './ReadSoFar.tsx';
import { SystemForm } from './SystemForm.tsx';
import { intervals, sayInterval } from './schedule.ts';

/** Where records come from, and how often that is looked at. */
export function SourceForm({ node }: { node: FlowNode }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { store } = useEditor();
  const parsed = SourceSettings.safeParse(node.settings);
  const minutes = parsed.success ? parsed.data.everyMinutes : null;
  const offered = intervals.includes(minutes) ? intervals : [...intervals, minutes];
  return (
    <Stack>
      <SystemForm node={node} />
      <Select
        label={say(words.howOften)}
        description={say(words.howOftenHelp)}
        data={offered.map((each) => ({ value: String(each), label: sayInterval(each, language) }))}
        value={String(minutes)}
        allowDeselect={false}
        onChange={(value) =>
          store
            .getState()
            .edit(changeSettings(node.id, { everyMinutes: value === null || value === 'null' ? null : Number(value) }))
        }
      />
      <ReadSoFar node={node.id} />
    </Stack>
  );
}
