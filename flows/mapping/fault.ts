import type { Problem } from '../problem.ts';
import { problemOf } from './library-errors.ts';

type Place = { path?: string | null; position?: number | null; cause?: unknown };

/** Why a mapping gives nothing for a record: the problem, the row's target path and the place in its formula. */
export class MappingFault extends Error {
  readonly problem: Problem;
  /** The target path of the row, `lines[].sku` inside a list; null for a formula that is no row. */
  readonly path: string | null;
  /** Characters of the formula read when the fault showed: it stands at or just before this place. */
  readonly position: number | null;

  constructor(problem: Problem, place: Place = {}) {
    super(problem.code, { cause: place.cause });
    this.name = 'MappingFault';
    this.problem = problem;
    this.path = place.path ?? null;
    this.position = place.position ?? null;
  }
}

/** Any error of an evaluation as a fault; one that already knows its row keeps it. */
export function faultOf(error: unknown, path: string | null): MappingFault {
  if (error instanceof MappingFault) {
    const { problem, position } = error;
    return error.path === null && path !== null ? new MappingFault(problem, { path, position, cause: error }) : error;
  }
  return new MappingFault(problemOf(error), { path, position: positionOf(error), cause: error });
}

function positionOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('position' in error)) return null;
  return typeof error.position === 'number' ? error.position : null;
}
