import assert from 'node:assert/strict';
import * as z from 'zod';
import { ConnectorInfo } from '#flows/api/connectors.ts';
import { type Language, languages, Words } from '#flows/words.ts';
import type { Rule } from './conformance-rule.ts';
import { describeConnector, formOf } from './form.ts';

/** Whatever looks like a text for people, wherever it stands in a value. */
function wordsIn(value: unknown, at = ''): { at: string; words: Record<string, unknown> }[] {
  if (typeof value !== 'object' || value === null) return [];
  const object = Object.fromEntries(Object.entries(value));
  if (Object.keys(object).some((name) => name === 'en' || name === 'nl')) return [{ at, words: object }];
  return Object.entries(object).flatMap(([name, inner]) => wordsIn(inner, `${at}.${name}`));
}

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([it]) => it).sort();

function assertComplete({ at, words }: { at: string; words: Record<string, unknown> }) {
  const parsed = Words.safeParse(words);
  assert(parsed.success, `${at} is not written in all languages`);
  const inLanguage = (language: Language) => placeholders(parsed.data[language]);
  for (const language of languages) assert.deepEqual(inLanguage(language), inLanguage('en'), `${at} in ${language}`);
}

export const wordRules: Rule[] = [
  {
    says: 'speaks all languages, with the same parameters in each',
    asks: 'every connector',
    holds({ id, connector }) {
      const { samples: _, ...info } = { samples: null, ...describeConnector(id, connector) };
      const sources = Object.values(info.sources).map(({ samples: _samples, optionsSchema: _schema, ...rest }) => rest);
      const actions = Object.values(connector.sandbox?.actions ?? {}).map(({ title, input }) => [title, formOf(input)]);
      const tables = connector.sandbox
        ?.tables(connector.sandbox.seed())
        .map(({ title, columns }) => ({ title, columns }));
      const found = wordsIn({ ...info, sources, actions, tables });
      assert(found.length >= 3, 'there are hardly any words');
      found.forEach(assertComplete);
    },
  },
  {
    says: 'names its problems after itself',
    asks: 'every connector',
    holds({ id, connector }) {
      for (const code of Object.keys(connector.problems)) assert(code.startsWith(`${id}.`), `${code} is not ${id}.*`);
    },
  },
  {
    says: 'has forms that can be drawn, and describes itself by the contract',
    asks: 'every connector',
    holds({ id, connector }) {
      ConnectorInfo.parse(describeConnector(id, connector));
      for (const { input } of Object.values(connector.sandbox?.actions ?? {})) {
        formOf(input);
        input.parse({});
      }
    },
  },
  {
    says: 'names where the facts of each operation come from',
    asks: 'a sandbox',
    holds({ connector }) {
      for (const [name, { factsFrom }] of Object.entries({
        ...connector.sources,
        ...connector.lookups,
        ...connector.targets,
      }))
        assert(factsFrom, `${name} does not say where its facts come from`);
    },
  },
  {
    says: 'asks for nothing that is not shown',
    asks: 'every connector',
    holds({ connector }) {
      const forms = [connector, ...Object.values(connector.sources), ...Object.values(connector.targets)].map((it) =>
        formOf('settings' in it ? it.settings : it.options),
      );
      for (const fields of forms)
        for (const { name, required, onlyWhen } of fields) {
          if (!onlyWhen) continue;
          const choice = fields.find((it) => it.name === onlyWhen.field);
          assert(!required, `${name} is required, but not always shown`);
          const offered = choice?.choices?.map(({ value }) => value) ?? [];
          for (const value of onlyWhen.is) assert(offered.includes(value), `${name} is never shown for "${value}"`);
        }
    },
  },
  {
    says: 'brings at least three samples per source, with their own keys',
    asks: 'every connector',
    holds({ connector }) {
      const Sample = z.object({ key: z.string().min(1), title: z.string().min(1), body: z.json() });
      for (const { samples } of Object.values(connector.sources)) {
        z.array(Sample).min(3).parse(samples);
        assert.equal(new Set(samples.map(({ key }) => key)).size, samples.length, 'two samples have the same key');
      }
    },
  },
  {
    says: 'takes its own samples at each target',
    asks: 'every connector',
    holds({ connector }) {
      for (const { samples, schema } of Object.values(connector.targets)) {
        assert(samples.length > 0, 'a target has no sample');
        for (const { body } of samples) schema.parse(body);
      }
    },
  },
];
