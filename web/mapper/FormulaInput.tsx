import { Textarea } from '@mantine/core';
import { useId, useRef, useState } from 'react';
import { useSay } from '#web/words/say.ts';
import { FormulaProblem } from './FormulaProblem.tsx';
import styles from './mapper.module.css';
import { useMapper } from './mapper-context.ts';
import { Suggestions } from './Suggestions.tsx';
import words from './words.json';

type Props = { label: string; path: string; value: string; onChange(formula: string): void; onBlur?: () => void };

/** Where a formula is typed; what is wrong with it stands right below, in words. */
export function FormulaInput({ label, path, value, onChange, onBlur }: Props) {
  const say = useSay();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const { preview, choose, chosen, mayEdit } = useMapper();
  const place = (at: number) => {
    setCaret(at);
    choose(path, at);
  };
  const problem = preview.problems.find((it) => it.path === path);
  return (
    <div className={styles.formula}>
      <Textarea
        ref={area}
        classNames={{ input: styles.formulaInput }}
        aria-label={label}
        // The kit sets these two itself, over what it is given as properties.
        attributes={{ input: problem ? { 'aria-invalid': true, 'aria-describedby': id } : {} }}
        placeholder={chosen === path ? say(words.formulaChosen) : say(words.formulaEmpty)}
        value={value}
        readOnly={!mayEdit}
        onChange={(event) => onChange(event.currentTarget.value)}
        onFocus={(event) => place(event.currentTarget.selectionEnd)}
        onSelect={(event) => place(event.currentTarget.selectionEnd)}
        onBlur={onBlur}
        autosize
        minRows={1}
        maxRows={10}
        size='xs'
        spellCheck={false}
        autoCapitalize='off'
        autoComplete='off'
      />
      {mayEdit && chosen === path && caret !== null && (
        <Suggestions formula={value} caret={caret} area={area} onChange={onChange} />
      )}
      {problem && <FormulaProblem id={id} formula={value} problem={problem} />}
    </div>
  );
}
