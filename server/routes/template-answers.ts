import type { Template } from '#flows/api/flows.ts';
import type { FlowNode } from '#flows/graph.ts';
import { fillSlots, type TemplateAnswers, type TemplateFlow, withAnswers } from '#flows/templates/template.ts';
import type { Language } from '#flows/words.ts';
import type { Connector } from '#server/connectors/connector.ts';
import { formOf } from '#server/connectors/form.ts';
import type { Services } from '#server/services.ts';
import { Refusal } from './refusal.ts';

type Known = Pick<Services, 'templates' | 'connectors'>;
type Question = Template['questions'][number];

/** The flows that ship, with the questions that they ask drawn from the options of their steps. */
export const describeTemplates = ({ templates, connectors }: Known): Template[] =>
  [...templates].map(([id, template]) => {
    const { title, about, slots, steps } = template;
    return { id, title, about, slots, steps, questions: questionsOf(template, connectors) };
  });

function questionsOf(template: TemplateFlow, connectors: Known['connectors']): Question[] {
  return template.questions.map(({ node: id, option }) => {
    const node = template.graph.nodes.find((it) => it.id === id);
    const slot = String(node?.settings.connection);
    const connector = connectors.get(template.slots[slot]?.connector ?? '');
    const operation = node && connector && operationOf(connector, node);
    const field = operation && formOf(operation.options).find(({ name }) => name === option);
    if (!node || !operation || !field) throw new Error(`A template asks for ${id}.${option}, which is no option`);
    return {
      ...{ node: id, slot, field },
      value: answerIn(node.settings.options, option) ?? field.initial,
      example: answerIn(operation.exampleOptions, option),
    };
  });
}

function operationOf({ sources, lookups = {}, targets }: Connector, { kind, settings }: FlowNode) {
  const name = String(settings.operation);
  if (kind === 'source') return sources[name];
  return kind === 'lookup' ? lookups[name] : targets[name];
}

function answerIn(options: unknown, name: string): Question['value'] {
  const found: unknown = typeof options === 'object' && options !== null ? Reflect.get(options, name) : undefined;
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? found : null;
}

type Asked = {
  template: string;
  connections: Record<string, string>;
  answers?: TemplateAnswers | undefined;
  name?: string | undefined;
};

/** What a new flow begins with. Only what the template asks can be answered. */
export function flowFromTemplate({ templates }: Known, asked: Asked, language: Language) {
  const template = templates.get(asked.template);
  if (!template) throw new Refusal(400, 'invalid-input', { params: { field: 'template' } });
  const answers = asked.answers ?? {};
  for (const [node, options] of Object.entries(answers))
    for (const option of Object.keys(options))
      if (!template.questions.some((it) => it.node === node && it.option === option))
        throw new Refusal(400, 'invalid-input', { params: { field: `answers.${node}.${option}` } });
  const graph = withAnswers(fillSlots(template.graph, asked.connections), answers);
  return { name: asked.name ?? template.title[language], graph, tables: template.tables };
}
