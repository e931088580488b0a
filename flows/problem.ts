import * as z from 'zod';
import { Words } from './words.ts';

/**
 * What went wrong or what is missing, without a word of text: a catalogued code and the parameters of its sentence.
 * The texts stand in a catalogue (flows/problems for the platform, each connector's `problems` for its own) and are
 * picked in the reader's language. A connector's code starts with its id: `accountview.refused`.
 */
export const Problem = z.object({
  code: z.string().max(100),
  params: z.record(z.string(), z.union([z.string().max(2000), z.number()])).default({}),
});
export type Problem = z.infer<typeof Problem>;

/** A problem together with the title of the step where a record met it: `$problem` in formulas behind "when it fails". */
export const StepProblem = Problem.extend({ step: z.string().max(200) });
export type StepProblem = z.infer<typeof StepProblem>;

/** The four-part text of one code. `{name}` stands for a parameter. */
export const ProblemWords = z.object({ title: Words, happened: Words, fix: Words });
export type ProblemWords = z.infer<typeof ProblemWords>;
export type ProblemCatalogue = Record<string, ProblemWords>;
