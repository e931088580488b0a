import { NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { FormField } from '#flows/api/connectors.ts';
import { useSay } from '#web/words/say.ts';
import { FileField } from './FileField.tsx';
import { FlowField } from './FlowField.tsx';
import type { FieldValue, Secrets } from './values.ts';
import words from './words.json';

type Props = {
  field: FormField;
  value: FieldValue;
  onChange(value: FieldValue): void;
  issue?: string | undefined;
  secret?: Secrets[string] | undefined;
};

/** One field of a form. */
export function Field({ field, value, onChange, issue, secret }: Props) {
  const say = useSay();
  const shown = {
    label: say(field.title),
    description: field.help && say(field.help),
    error: issue,
    // A secret that is kept already may stay empty.
    required: field.required && !secret?.set,
    placeholder: field.placeholder ?? '',
  };
  const text = {
    ...shown,
    value: value === null ? '' : String(value),
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  switch (field.type) {
    case 'text':
      return <TextInput {...text} />;
    case 'long-text':
      return <Textarea {...text} autosize minRows={3} maxRows={14} />;
    case 'date':
      return <TextInput {...text} type='date' />;
    case 'secret':
      return (
        <PasswordInput
          {...text}
          autoComplete='new-password'
          aria-invalid={issue !== undefined}
          placeholder={secret?.set ? say(words.secretKept, { last: secret.last4 ?? '' }) : shown.placeholder}
          // Keys are pasted, and often with a space or a line end around them.
          onChange={(event) => onChange(event.currentTarget.value.trim())}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...shown}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : null)}
          hideControls
        />
      );
    case 'boolean':
      return (
        <Switch
          label={shown.label}
          description={shown.description}
          error={shown.error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <Select
          {...shown}
          data={(field.choices ?? []).map((choice) => ({ value: choice.value, label: say(choice.title) }))}
          value={value === null ? null : String(value)}
          onChange={(next) => onChange(next)}
          allowDeselect={!field.required}
        />
      );
    case 'flow':
      return (
        <FlowField
          label={shown.label}
          description={shown.description}
          required={shown.required}
          error={issue}
          value={text.value}
          onChange={onChange}
        />
      );
    case 'file':
      return (
        <FileField
          label={shown.label}
          description={shown.description}
          required={shown.required}
          error={issue}
          value={text.value}
          onChange={onChange}
        />
      );
  }
}
