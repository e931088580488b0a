import { FilterSettings } from '#flows/kinds/filter.ts';
import { conditionFormula } from '#flows/mapping/condition.ts';
import { cageWorld, forCage } from './cage-world.ts';
import type { Runner, StepResult } from './runner.ts';

/** Lets through the records for which the rule holds and leaves out the rest. */
export const filter: Runner = {
  touchesOutside: false,
  async run({ node, run, ports }, records) {
    const { rule } = FilterSettings.parse(node.settings);
    const judged = await ports.cage.judge(conditionFormula(rule), records.map(forCage), cageWorld(node, run, records));
    const results = records.map(({ no }, index): StepResult => {
      const one = judged[index];
      if (!one) throw new Error('The cage gave fewer results than records');
      const { unknown = [] } = one;
      if (!one.ok) return { no, outcome: 'attention', problem: one.problem, unknown };
      return { no, outcome: one.pass ? 'passed' : 'left-out', unknown };
    });
    return { results };
  },
};
