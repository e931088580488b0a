import { Button, SegmentedControl, Stack, Switch, Text, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { FlowNode } from '#flows/graph.ts';
import { FilterSettings } from '#flows/kinds/filter.ts';
import { flatten, knownFields } from '#web/mapper/source-fields.ts';
import { useStepInput } from '#web/mapper/use-step-input.ts';
import { useSay } from '#web/words/say.ts';
import { changeSettings } from '../edit-graph.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';
import { ConditionRow } from './ConditionRow.tsx';

type Rule = FilterSettings['rule'];
type Sentence = Extract<Rule, { mode: 'conditions' }>;
const fresh: Sentence['conditions'][number] = { field: '', is: 'is', value: '' };
const oneCondition: Rule = { mode: 'conditions', match: 'all', conditions: [fresh] };
const emptyFormula: Rule = { mode: 'expression', expression: '' };

/** Which records go on: a sentence of conditions, or a formula. */
export function FilterForm({ node }: { node: FlowNode }) {
  const say = useSay();
  const { store } = useEditor();
  const parsed = FilterSettings.safeParse(node.settings);
  const rule: Rule = parsed.success ? parsed.data.rule : { mode: 'conditions', match: 'all', conditions: [] };
  const change = (next: Rule, group?: string) =>
    store.getState().edit(changeSettings(node.id, { rule: next }), group ? { group: `${node.id}.${group}` } : {});
  return (
    <Stack>
      {rule.mode === 'conditions' ? (
        <Conditions node={node} rule={rule} onChange={change} />
      ) : (
        <Textarea
          label={say(words.filterFormula)}
          description={say(words.filterFormulaHelp)}
          value={rule.expression}
          onChange={(event) => change({ mode: 'expression', expression: event.currentTarget.value }, 'formula')}
          autosize
          minRows={3}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
      )}
      <Switch
        label={say(words.asFormula)}
        checked={rule.mode === 'expression'}
        onChange={(event) => change(event.currentTarget.checked ? emptyFormula : oneCondition)}
      />
    </Stack>
  );
}

type Props = { node: FlowNode; rule: Sentence; onChange(rule: Rule, group?: string): void };

function Conditions({ node, rule, onChange }: Props) {
  const say = useSay();
  const input = useStepInput(node.id);
  const fields = flatten(knownFields(input.sample, input.others)).filter((field) => field.children.length === 0);
  const { conditions } = rule;
  return (
    <>
      <Text size='sm' c='dimmed'>
        {say(words.filterHelp)}
      </Text>
      {conditions.length > 1 && (
        <SegmentedControl
          aria-label={say(words.matchHow)}
          value={rule.match}
          onChange={(match) => onChange({ ...rule, match: match === 'any' ? 'any' : 'all' })}
          data={[
            { value: 'all', label: say(words.matchAll) },
            { value: 'any', label: say(words.matchAny) },
          ]}
        />
      )}
      {conditions.map((condition, index) => (
        <ConditionRow
          key={index}
          condition={condition}
          number={index + 1}
          fields={fields}
          onChange={(next, group) =>
            onChange({ ...rule, conditions: conditions.with(index, next) }, group && `${group}${index}`)
          }
          onRemove={() => onChange({ ...rule, conditions: conditions.toSpliced(index, 1) })}
        />
      ))}
      <Button
        variant='light'
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => onChange({ ...rule, conditions: [...conditions, fresh] })}
      >
        {say(words.addCondition)}
      </Button>
    </>
  );
}
