import type { Checked } from './checked.ts';
import { isOlder } from './delivery.ts';
import type { OpenTarget } from './open-target.ts';
import type { Step, StepResult } from './runner.ts';

/** One record per key that goes to the target, and what becomes of the others. */
type Leaders = {
  leaders: Checked[];
  /** Left out because a newer one has been read, where records replace each other. */
  leftOut: StepResult[];
  /** The results of the leaders, together with those of the records that stand behind them. */
  resultsOf(results: StepResult[]): StepResult[];
};

/**
 * Of records with one key in a batch one goes: the newest where the target can change what it has, the first where it
 * cannot. Where records replace each other, what is not the newest is left out.
 */
export function leadersOf(
  records: Checked[],
  superseded: ReadonlySet<string>,
  { step, open }: { step: Step; open: OpenTarget },
): Leaders {
  const { replacing = false } = step.run;
  const newestFirst = replacing || open.update !== null || open.repeatable;
  const byKey = new Map<string, Checked>();
  for (const record of records) {
    const other = byKey.get(record.key);
    if (!other || (newestFirst && !isOlder(record, other))) byKey.set(record.key, record);
  }
  const isLeftOut = (record: Checked) => superseded.has(record.key) || (replacing && byKey.get(record.key) !== record);
  const problem = { code: 'run.superseded', params: {} };
  return {
    leaders: [...byKey.values()].filter((record) => !isLeftOut(record)),
    leftOut: records.filter(isLeftOut).map(({ no }) => ({ no, outcome: 'left-out', problem })),
    resultsOf(results) {
      const ends = new Map(results.map((result) => [result.no, result]));
      const behind = records.filter((record) => !isLeftOut(record) && byKey.get(record.key) !== record);
      const code = newestFirst ? 'run.newer-sent' : 'run.differs';
      return [
        ...results,
        ...behind.flatMap((record) => {
          const leader = byKey.get(record.key);
          const end = leader && ends.get(leader.no);
          if (!end) return [];
          const differs = !leader.contentHash.equals(record.contentHash);
          return [mirror(record, end, differs ? { code, params: { system: open.system } } : undefined)];
        }),
      ];
    },
  };
}

/** A second record with the same key in one batch ends as the first did; once that was sent, it is there. */
function mirror({ no }: Checked, first: StepResult, note: StepResult['problem']): StepResult {
  const { outcome, targetId, retryAfterSeconds, notTried } = first;
  const isThere = outcome === 'sent' || outcome === 'already-there';
  const problem = outcome === 'sent' ? note : (first.problem ?? (isThere ? note : undefined));
  return {
    ...{ no, outcome: isThere ? 'already-there' : outcome, targetId, retryAfterSeconds },
    ...(notTried && { notTried }),
    ...(problem && { problem }),
  };
}
