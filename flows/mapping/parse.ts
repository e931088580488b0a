import jsonata from 'jsonata';
import { faultOf, MappingFault } from './fault.ts';

/** What evaluation may cost, and which engine runs regular expressions. */
export type Engine = {
  limits: { timeoutMs: number; stack: number; sequence: number };
  /** Left out, the host's own runs; it can take exponential time. */
  RegexEngine?: RegExpConstructor;
};

/** Characters of one formula. */
const longestFormula = 20_000;

/** The formula as jsonata reads it, or the fault that says where it cannot be read. */
export function parseFormula(source: string, { limits, RegexEngine }: Engine): jsonata.Expression {
  if (source.length > longestFormula) {
    throw new MappingFault({ code: 'mapping.formula-too-long', params: { most: longestFormula } });
  }
  try {
    return jsonata(source, {
      timeout: limits.timeoutMs,
      stack: limits.stack,
      sequence: limits.sequence,
      ...(RegexEngine && { RegexEngine }),
    });
  } catch (error) {
    throw faultOf(error, null);
  }
}
