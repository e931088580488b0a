import { FilterSettings } from '#flows/kinds/filter.ts';
import { conditionFormula } from '#flows/mapping/condition.ts';
import type { Runner, StepResult } from './runner.ts';

/** Lets through the records for which the rule holds and leaves out the rest. */
export const filter: Runner = {
  touchesOutside: false,
  async run({ node, ports }, records) {
    const { rule } = FilterSettings.parse(node.settings);
    const judged = await ports.cage.judge(
      conditionFormula(rule),
      records.map(({ text, problem }) => (problem ? { text, problem } : text)),
    );
    const results = records.map(({ no }, index): StepResult => {
      const one = judged[index];
      if (!one) throw new Error('The cage gave fewer results than records');
      if (!one.ok) return { no, outcome: 'attention', problem: one.problem };
      return { no, outcome: one.pass ? 'passed' : 'left-out' };
    });
    return { results };
  },
};
