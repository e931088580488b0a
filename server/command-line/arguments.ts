import { parseArgs } from 'node:util';
import { type Language, languages } from '#flows/words.ts';
import words from './words.json' with { type: 'json' };

/** `npm run flow -- run <folder> [--sample | --sandbox | --file orders.csv]`, `npm run flow -- test <folder>` */
export type FlowCommand = {
  /** test: whether every record of sample.json ends as expected.json says. */
  verb: 'run' | 'test';
  folder: string;
  /** sample: try out on the shipped sample; sandbox: run for real against the stand-ins. */
  mode: 'sample' | 'sandbox';
  file: string | null;
};

/** null when the arguments make no sense. */
export function readArguments(given: string[]): FlowCommand | null {
  const options = { sample: { type: 'boolean' }, sandbox: { type: 'boolean' }, file: { type: 'string' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: given, options, allowPositionals: true });
    const [verb, folder, ...more] = positionals;
    if (!folder || more.length > 0 || (values.sample && (values.sandbox || values.file))) return null;
    if (verb === 'test' && Object.keys(values).length > 0) return null;
    if (verb !== 'run' && verb !== 'test') return null;
    return { verb, folder, mode: values.sandbox || values.file ? 'sandbox' : 'sample', file: values.file ?? null };
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The language of the terminal, as far as the product speaks it. */
export function terminalLanguage(env = process.env): Language {
  const tag = (env.LC_ALL || env.LC_MESSAGES || env.LANG || '').slice(0, 2).toLowerCase();
  return languages.find((language) => language === tag) ?? 'en';
}

export const usage = () => words.usage[terminalLanguage()];
