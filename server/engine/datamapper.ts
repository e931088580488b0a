import { DatamapperSettings } from '#flows/kinds/datamapper.ts';
import type { Runner, StepResult } from './runner.ts';

/** Turns each record into what the mapping says; one that cannot be mapped needs attention, the others go on. */
export const datamapper: Runner = {
  touchesOutside: false,
  async run({ node, ports }, records) {
    const { mapping } = DatamapperSettings.parse(node.settings);
    const mapped = await ports.cage.map(
      mapping,
      records.map(({ text, problem }) => (problem ? { text, problem } : text)),
    );
    const results = records.map(({ no }, index): StepResult => {
      const one = mapped[index];
      if (!one) throw new Error('The cage gave fewer results than records');
      return one.ok ? { no, outcome: 'passed', output: one.text } : { no, outcome: 'attention', problem: one.problem };
    });
    return { results };
  },
};
