import { Autocomplete, Select, Stack, TextInput } from '@mantine/core';
import type { FlowNode } from '#flows/graph.ts';
import { LookupSettings } from '#flows/kinds/lookup.ts';
import { pathInFormula } from '#web/mapper/paths.ts';
import { flatten, knownFields } from '#web/mapper/source-fields.ts';
import { useStepInput } from '#web/mapper/use-step-input.ts';
import { useSay } from '#web/words/say.ts';
import { changeSettings } from '../edit-graph.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';
import { SystemForm } from './SystemForm.tsx';

/** Where something is looked up, by which field of the record, and where the answer goes. */
export function LookupForm({ node }: { node: FlowNode }) {
  const say = useSay();
  const { store, systems } = useEditor();
  const { lookup } = systems.chosenBy(node);
  const input = useStepInput(node.id);
  const settings = LookupSettings.safeParse(node.settings).data ?? LookupSettings.parse({});
  const change = (changed: Partial<LookupSettings>, group?: string) =>
    store
      .getState()
      .edit(changeSettings(node.id, changed), group === undefined ? {} : { group: `${node.id}.${group}` });
  const fields = flatten(knownFields(input.sample, input.others)).filter(({ children }) => children.length === 0);
  return (
    <Stack>
      <SystemForm node={node} />
      <Autocomplete
        label={lookup ? say(lookup.key.title) : say(words.lookupKey)}
        description={lookup?.key.help ? say(lookup.key.help) : say(words.lookupKeyHelp)}
        data={[...new Set(fields.map(({ segments }) => pathInFormula(segments)))]}
        value={settings.key}
        onChange={(key) => change({ key }, 'key')}
      />
      <TextInput
        label={say(words.lookupName)}
        description={say(words.lookupNameHelp)}
        value={settings.as}
        maxLength={60}
        onChange={(event) => change({ as: event.currentTarget.value }, 'as')}
      />
      <Select
        label={say(words.whenNotFound)}
        data={[
          { value: 'leave-empty', label: say(words.leaveEmpty) },
          { value: 'attention', label: say(words.needsAttention) },
        ]}
        value={settings.whenNotFound}
        allowDeselect={false}
        onChange={(value) => change({ whenNotFound: value === 'attention' ? 'attention' : 'leave-empty' })}
      />
    </Stack>
  );
}
