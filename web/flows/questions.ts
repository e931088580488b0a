import type { Connection } from '#flows/api/connections.ts';
import type { FormField } from '#flows/api/connectors.ts';
import type { Template } from '#flows/api/flows.ts';
import { type FieldValue, isLeftOut, type Values } from '#web/form/values.ts';

type Question = Template['questions'][number];

const nameOf = ({ node, field }: Question) => `${node}.${field.name}`;

/** A template's questions as one form; a field's name says which step it belongs to. */
export const questionFields = (questions: Question[]): FormField[] =>
  questions.map((question) => {
    const { onlyWhen: _, ...field } = question.field;
    return { ...field, name: nameOf(question) };
  });

/** What each question proposes: the template's own value, or, where it has none, what suits a stand-in. */
export function proposals(
  questions: Question[],
  chosen: Record<string, string>,
  connections: Pick<Connection, 'id' | 'sandbox'>[],
): Values {
  const isDemo = (slot: string) => connections.some(({ id, sandbox }) => id === chosen[slot] && sandbox);
  return Object.fromEntries(
    questions.map((question): [string, FieldValue] => {
      const { slot, value, example } = question;
      const isOpen = value === null || value === '';
      return [nameOf(question), isOpen && isDemo(slot) ? (example ?? value) : value];
    }),
  );
}

/** The answers by step and option, as the server takes them. */
export function answersOf(questions: Question[], values: Values): Record<string, Values> {
  const answers: Record<string, Values> = {};
  for (const question of questions) {
    const { node, field } = question;
    const value = values[nameOf(question)] ?? null;
    if (!isLeftOut(field, value)) answers[node] = { ...answers[node], [field.name]: value };
  }
  return answers;
}
