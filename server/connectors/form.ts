import * as z from 'zod';
import type { ConnectorInfo, FormField } from '#flows/api/connectors.ts';
import type { Words } from '#flows/words.ts';
import type { Connector } from './connector.ts';

/**
 * How one field of a schema is drawn, beyond what the schema itself says. A form knows text (`z.string()`), number,
 * boolean, choice (`z.enum`) and date (`z.iso.date()`); `as` names what no schema can tell:
 * `flow` is another flow's id, `secret` is sealed and never shown again, `file` is an upload's id or a file name, `long-text` takes several lines,
 * `hidden` stays out of the form (the address that a sandbox's settings fill in) and must have a default or be optional.
 */
export type Drawing = {
  title: Words;
  help?: Words;
  as?: 'secret' | 'file' | 'flow' | 'long-text' | 'hidden';
  /** The words of each value of a `z.enum`; every value needs them. */
  choices?: Record<string, Words>;
  placeholder?: string;
  /** Shown only while another field, a choice, has one of these values; such a field must not be required. */
  onlyWhen?: { field: string; is: string[] };
};

const drawings = z.registry<Drawing>();

/**
 * Gives a field of an object schema its words. It goes around the finished field, defaults and all:
 *
 *     const Settings = z.object({
 *       apiKey: field(z.string().min(1), { ...words.apiKey, as: 'secret' }),
 *       everyPage: field(z.number().int().default(100), words.everyPage),
 *       side: field(z.enum(['left', 'right']).default('left'), { ...words.side, choices: words.sides }),
 *     });
 *
 * The words stand in the connector's words.json: `"apiKey": { "title": {en,nl,de,fr}, "help": {en,nl,de,fr} }`.
 */
export function field<S extends z.ZodType>(schema: S, drawing: Drawing): S {
  if (drawings.has(schema)) throw new Error(`"${drawing.title.en}" is drawn on a schema that has words already`);
  drawings.add(schema, drawing);
  return schema;
}

/** The fields of an object schema in their order, ready to be drawn. Throws when a field cannot be drawn. */
export function formOf(schema: z.ZodType): FormField[] {
  const required = new Set(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).required ?? []);
  return shapeOf(schema)
    .filter(({ drawing }) => drawing.as !== 'hidden')
    .map(({ name, drawing, schema: fieldSchema }) => formField(name, drawing, fieldSchema, required.has(name)));
}

/** Names of the fields that are sealed before they are stored. */
export const secretNames = (schema: z.ZodType): string[] =>
  shapeOf(schema)
    .filter(({ drawing }) => drawing.as === 'secret')
    .map(({ name }) => name);

/** Names of the fields that name a file. */
export const fileNames = (schema: z.ZodType): string[] =>
  shapeOf(schema)
    .filter(({ drawing }) => drawing.as === 'file')
    .map(({ name }) => name);

/** The JSON Schema of what may be given: titles and helps in English, secrets write-only. */
export const inputSchema = (schema: z.ZodType) =>
  z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const drawing = drawings.get(zodSchema);
      if (!drawing) return;
      jsonSchema.title = drawing.title.en;
      if (drawing.help) jsonSchema.description = drawing.help.en;
      if (drawing.as === 'secret') jsonSchema.writeOnly = true;
    },
  });

/** All that the outside may know of a connector. */
export function describeConnector(id: string, connector: Connector): ConnectorInfo {
  return {
    id,
    title: connector.title,
    about: connector.about,
    confidence: connector.confidence,
    form: formOf(connector.settings),
    settingsSchema: inputSchema(connector.settings),
    howToConnect: connector.howToConnect,
    problems: connector.problems,
    sources: mapValues(
      connector.sources,
      ({ title, confidence, factsFrom = null, options, exampleOptions = {}, samples, readOne, cursorAt, pushed }) => ({
        ...{
          title,
          confidence,
          factsFrom,
          samples,
          canReadOne: readOne !== undefined,
          canStartAt: cursorAt !== undefined,
        },
        pushed: pushed ?? false,
        ...{ form: formOf(options), optionsSchema: inputSchema(options), exampleOptions },
      }),
    ),
    lookups: mapValues(
      connector.lookups ?? {},
      ({ title, confidence, factsFrom = null, options, exampleOptions = {}, key, samples }) => ({
        ...{ title, confidence, factsFrom, key: { title: key.title, help: key.help ?? null }, samples },
        ...{ form: formOf(options), optionsSchema: inputSchema(options), exampleOptions },
      }),
    ),
    targets: mapValues(
      connector.targets,
      ({ title, confidence, factsFrom = null, options, exampleOptions = {}, fields, find, update }) => ({
        ...{ title, confidence, factsFrom, fields, canFind: find !== undefined, canUpdate: update !== undefined },
        ...{ form: formOf(options), optionsSchema: inputSchema(options), exampleOptions },
      }),
    ),
    sandbox: connector.sandbox !== null,
    receives: connector.receiving !== undefined,
    suggests: connector.suggest !== undefined,
    offers: connector.offers !== undefined,
  };
}

function shapeOf(schema: z.ZodType) {
  if (!(schema instanceof z.ZodObject)) throw new Error('only an object schema can be drawn as a form');
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, fieldSchema]) => {
    const drawing = drawings.get(fieldSchema);
    if (!drawing) throw new Error(`the field "${name}" has no words: wrap it in field(...)`);
    return { name, drawing, schema: fieldSchema };
  });
}

/** The part of a field's JSON Schema that a form looks at. */
const FieldSchema = z.object({
  type: z
    .union([z.string(), z.array(z.string()).transform((types) => types.find((type) => type !== 'null'))])
    .optional(),
  format: z.string().optional(),
  enum: z.array(z.string()).optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).nullable().optional(),
  anyOf: z.array(z.object({ type: z.string().optional(), enum: z.array(z.string()).optional() })).optional(),
});

function formField(name: string, drawing: Drawing, schema: z.ZodType, required: boolean): FormField {
  const whole = FieldSchema.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const json = { ...whole, ...whole.anyOf?.find((one) => one.type !== 'null') };
  const type = typeOf(name, drawing, json);
  const choices = json.enum?.map((value) => ({ value, title: choiceWords(name, drawing, value) }));
  const { title, help = null, placeholder, onlyWhen } = drawing;
  const initial = json.default ?? null;
  return { name, title, help, type, ...(type === 'choice' && { choices }), required, initial, placeholder, onlyWhen };
}

function typeOf(name: string, { as }: Drawing, json: { type?: string; format?: string; enum?: string[] }) {
  if (as && as !== 'hidden') return as;
  if (json.enum) return 'choice';
  if (json.type === 'string') return json.format === 'date' ? 'date' : 'text';
  if (json.type === 'number' || json.type === 'integer') return 'number';
  if (json.type === 'boolean') return 'boolean';
  throw new Error(`a form cannot draw the field "${name}"`);
}

function choiceWords(name: string, { choices }: Drawing, value: string): Words {
  const words = choices?.[value];
  if (!words) throw new Error(`the choice "${value}" of the field "${name}" has no words`);
  return words;
}

const mapValues = <In, Out>(of: Record<string, In>, change: (it: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(of).map(([name, it]) => [name, change(it)]));
