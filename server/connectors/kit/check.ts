import { isOnTheWay } from '#flows/problems/index.ts';
import type { Words } from '#flows/words.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Check, ConnectorContext } from '../connector.ts';
import words from './words.json' with { type: 'json' };

/** One thing that a check of a connection looks at; what it counted is shown beside it. */
export type CheckStep<Settings> = {
  id: string;
  title: Words;
  run(context: ConnectorContext<Settings>): Promise<unknown>;
};

/** The usual first step, which only a good key passes: any cheap call. */
export const keyStep = <Settings>(run: CheckStep<Settings>['run']): CheckStep<Settings> => ({
  id: 'key',
  title: words.key,
  run: async (context) => void (await run(context)),
});

/**
 * Named checks, one after another. The first is "reachable": it fails when the first step got no answer of the system's
 * own. With the key refused the rest cannot be asked; any other step that fails leaves the later ones their turn.
 */
export const checkOf =
  <Settings>(steps: readonly [CheckStep<Settings>, ...CheckStep<Settings>[]]) =>
  async (context: ConnectorContext<Settings>): Promise<Check[]> => {
    const [first, ...others] = steps;
    const reachable: Check = { id: 'reachable', title: words.reachable, ok: true };
    const key = await outcome(first, context);
    if (key.problem && isOnTheWay(key.problem.code)) return [{ ...reachable, ok: false, problem: key.problem }];
    const checks = [reachable, key];
    for (const step of key.ok ? others : []) checks.push(await outcome(step, context));
    return checks;
  };

async function outcome<Settings>({ id, title, run }: CheckStep<Settings>, context: ConnectorContext<Settings>) {
  try {
    const count = await run(context);
    return { id, title, ok: true, ...(typeof count === 'number' && { count }) } satisfies Check;
  } catch (error) {
    if (error instanceof TemporaryError || error instanceof PermanentError || error instanceof ConnectionLostError)
      return { id, title, ok: false, problem: error.problem } satisfies Check;
    throw error;
  }
}
