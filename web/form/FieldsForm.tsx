import { Stack } from '@mantine/core';
import type { FormField } from '#flows/api/connectors.ts';
import { Field } from './Field.tsx';
import { type FieldValue, type Secrets, shownFields, type Values } from './values.ts';

type Props = {
  fields: FormField[];
  values: Values;
  onChange(name: string, value: FieldValue): void;
  /** What is wrong with a field, by its name, already in the reader's language. */
  issues?: Record<string, string>;
  /** Which secrets are kept already, and how they end. */
  secrets?: Secrets;
};

/** The fields that a connector, an operation or a demo shop's action asks for, drawn from their description. */
export function FieldsForm({ fields, values, onChange, issues = {}, secrets = {} }: Props) {
  return (
    <Stack gap='md'>
      {shownFields(fields, values).map((field) => (
        <Field
          key={field.name}
          field={field}
          value={values[field.name] ?? null}
          onChange={(value) => onChange(field.name, value)}
          issue={issues[field.name]}
          secret={secrets[field.name]}
        />
      ))}
    </Stack>
  );
}
