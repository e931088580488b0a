import { Textarea, Title } from '@mantine/core';
import { useId, useMemo, useRef, useState } from 'react';
import { useEditor } from '#web/canvas/editor-context.ts';
import { useSay } from '#web/words/say.ts';
import { FormulaProblem } from './FormulaProblem.tsx';
import type { StepSample } from './input-paths.ts';
import type { Pane } from './Mapper.tsx';
import styles from './mapper.module.css';
import { MapperContext, type MapperState } from './mapper-context.ts';
import { pathInFormula } from './paths.ts';
import { SourcePane } from './SourcePane.tsx';
import { Suggestions } from './Suggestions.tsx';
import { knownFields, type SourceField } from './source-fields.ts';
import type { Preview } from './use-preview.ts';
import words from './words.json';

type Props = {
  expression: string;
  sample: StepSample | null;
  /** What other ways to the step bring. */
  others: readonly unknown[];
  preview: Preview;
  shown(pane: Pane): boolean;
  onChange(expression: string): void;
};

/** One formula for the whole record; a click on a source field writes its path at the cursor. */
export function ExpressionEditor({ expression, sample, others, preview, shown, onChange }: Props) {
  const say = useSay();
  const id = useId();
  const { mayEdit } = useEditor();
  const area = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const fields = useMemo(() => knownFields(sample, others), [sample, others]);
  const problem = preview.problems[0];
  const write = ({ segments }: SourceField) => {
    const from = area.current?.selectionStart ?? expression.length;
    const to = area.current?.selectionEnd ?? from;
    onChange(expression.slice(0, from) + pathInFormula(segments) + expression.slice(to));
    area.current?.focus();
  };
  return (
    <MapperContext value={{ ...nothingToDrag, preview, mayEdit }}>
      {shown('source') && (
        <SourcePane fields={fields} onPick={mayEdit ? write : null} hint={say(words.sourceHintFormula)} />
      )}
      {shown('rows') && (
        <section className={styles.rows} aria-label={say(words.formula)}>
          <Title order={3} size='h5'>
            {say(words.formula)}
          </Title>
          <Textarea
            ref={area}
            classNames={{ input: styles.formulaInput }}
            label={say(words.wholeFormula)}
            description={say(words.wholeFormulaHelp)}
            aria-invalid={problem ? true : undefined}
            aria-describedby={problem ? id : undefined}
            value={expression}
            readOnly={!mayEdit}
            onChange={(event) => onChange(event.currentTarget.value)}
            onSelect={(event) => setCaret(event.currentTarget.selectionEnd)}
            autosize
            minRows={12}
            spellCheck={false}
          />
          {mayEdit && <Suggestions formula={expression} caret={caret} area={area} onChange={onChange} />}
          {problem && <FormulaProblem id={id} formula={expression} problem={problem} />}
        </section>
      )}
    </MapperContext>
  );
}

/** Without rows there is nothing to drop a field on. */
const nothingToDrag: Omit<MapperState, 'preview' | 'mayEdit'> = {
  rows: [],
  chosen: null,
  choose() {},
  dragged: null,
  drag() {},
  fill() {},
  change() {},
  canUpdate: false,
};
