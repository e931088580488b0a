import type { ProblemCatalogue } from '../problem.ts';
import files from './files.json' with { type: 'json' };
import flow from './flow.json' with { type: 'json' };
import http from './http.json' with { type: 'json' };
import mapping from './mapping.json' with { type: 'json' };
import run from './run.json' with { type: 'json' };
import system from './system.json' with { type: 'json' };

/** The texts of every problem code of the platform itself; connectors bring their own. */
export const platformProblems: ProblemCatalogue = { ...flow, ...run, ...mapping, ...http, ...system, ...files };

/** Whether a code speaks of the way to the other system, and not of an answer of its own. */
export const isOnTheWay = (code: string): boolean => Object.hasOwn(http, code);
