import { parse } from 'secure-json-parse';
import * as z from 'zod';
import { Problem } from '#flows/problem.ts';
import type { Judged, Mapped, RowValues } from './cage.ts';
import type { Death } from './cell.ts';
import type { Frame } from './frames.ts';

type Failure = Extract<Mapped, { ok: false }>;

const Fault = z.object({ problem: Problem, path: z.string().nullable(), position: z.number().nullable() });
const Unknown = z.array(z.object({ table: z.string(), value: z.string() }));
const Preview = z.object({
  result: z.unknown().optional(),
  fault: Fault.nullable(),
  rows: z.array(
    z.object({
      path: z.string(),
      value: z.unknown().optional(),
      problem: Problem.optional(),
      position: z.number().nullable().optional(),
    }),
  ),
});

/** A child's answer. A result stays the text that it is: whoever needs its fields reads them. */
export function mappedOf(frame: Frame, unknown?: string): Mapped {
  const noted = unknown === undefined ? {} : { unknown: Unknown.parse(read(unknown)) };
  if (frame.kind === 'made') return { ok: true, text: frame.text, ...noted };
  return { ok: false, ...Fault.parse(read(frame.text)), ...noted };
}

export function judgedOf(mapped: Mapped): Judged {
  if (!mapped.ok) return { ...mapped, path: null };
  const { text, ...noted } = mapped;
  return { ...noted, pass: text === 'true' };
}

export function previewOf(mapped: Mapped): { result: Mapped; partial: string | null; rows: RowValues } {
  if (!mapped.ok) return { result: mapped, partial: null, rows: [] };
  const { result, fault, rows } = Preview.parse(read(mapped.text));
  const text = result === undefined ? null : JSON.stringify(result);
  if (fault) return { result: { ok: false, ...fault }, partial: text, rows };
  return { result: { ok: true, text: text ?? 'null' }, partial: null, rows };
}

/** What a record gets whose child died in its hands. */
export function failureOf(death: Death): Failure {
  const code = death === 'too-slow' || death === 'too-much-memory' ? `mapping.${death}` : 'mapping.failed';
  return failure({ code, params: code === 'mapping.failed' ? { code: death } : {} });
}

export const failure = (problem: Problem): Failure => ({ ok: false, problem, path: null, position: null });

/** What comes out of a child was made by people's formulas: nothing in it may change a prototype here. */
const read = (text: string): unknown => parse(text, null, { protoAction: 'remove', constructorAction: 'remove' });
