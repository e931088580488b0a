import { Select, Stack } from '@mantine/core';
import type { Suggestion } from '#flows/api/connectors.ts';
import type { FlowNode } from '#flows/graph.ts';
import { FieldsForm } from '#web/form/FieldsForm.tsx';
import { type FieldValue, isLeftOut, valuesFrom } from '#web/form/values.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import { useSay } from '#web/words/say.ts';
import { changeSettings } from '../edit-graph.ts';
import { useEditor } from '../editor-context.ts';
import { stepSides } from '../step-sides.ts';
import words from '../words.json';
import { ChooseOffered } from './ChooseOffered.tsx';
import { ConnectionChoice } from './ConnectionChoice.tsx';
import { FillIn } from './FillIn.tsx';
import { freshOptions, operationsOf } from './operations.ts';

/** Which system a step speaks to, what it does there, and the questions that come with that. */
export function SystemForm({ node }: { node: FlowNode }) {
  const say = useSay();
  const problem = useProblem();
  const { store, systems, problems } = useEditor();
  const { settings, connection, connector, ...chosen } = systems.chosenBy(node);
  const side = stepSides[node.kind];
  const operation = side && chosen[side];
  const operations = Object.entries(side && connector ? operationsOf(connector, side) : {});
  const setOption = (name: string, value: FieldValue) => {
    const { [name]: _, ...others } = settings.options;
    const field = operation?.form.find((it) => it.name === name);
    const options = field && isLeftOut(field, value) ? others : { ...others, [name]: value };
    store.getState().edit(changeSettings(node.id, { options }), { group: `${node.id}.${name}` });
  };
  const issues = Object.fromEntries(
    problems
      .filter((it) => it.node === node.id && it.code === 'flow.option-missing')
      .map((it) => [String(it.params.option), problem(it).title]),
  );
  const fill = (it: Suggestion) => {
    const about = operations.find(([each]) => each === it.operation)?.[1];
    const options = { ...(about && freshOptions(about, false)), ...it.options };
    store.getState().edit(changeSettings(node.id, { operation: it.operation, options }));
  };
  return (
    <Stack>
      <ConnectionChoice node={node} />
      {operations.length > 1 && (
        <Select
          label={say(words.what)}
          data={operations.map(([id, { title }]) => ({ value: id, label: say(title) }))}
          value={settings.operation}
          allowDeselect={false}
          onChange={(id) => {
            const chosenNow = operations.find(([each]) => each === id)?.[1];
            const options = chosenNow ? freshOptions(chosenNow, connection?.sandbox ?? false) : {};
            store.getState().edit(changeSettings(node.id, { operation: id, options }));
          }}
        />
      )}
      {connector?.suggests && side && side !== 'lookup' && (
        <FillIn connectorId={connector.id} side={side} fill={fill} />
      )}
      {connector?.offers && connection && side && side !== 'lookup' && (
        <ChooseOffered connectionId={connection.id} side={side} operation={settings.operation} fill={fill} />
      )}
      {operation && (
        <FieldsForm
          fields={operation.form}
          values={valuesFrom(operation.form, settings.options)}
          onChange={setOption}
          issues={issues}
        />
      )}
    </Stack>
  );
}
