import { DatamapperSettings } from '#flows/kinds/datamapper.ts';
import { cageWorld, forCage } from './cage-world.ts';
import type { Runner, StepResult } from './runner.ts';

/** Turns each record into what the mapping says; one that cannot be mapped needs attention, the others go on. */
export const datamapper: Runner = {
  touchesOutside: false,
  async run({ node, run, ports }, records) {
    const { mapping } = DatamapperSettings.parse(node.settings);
    const mapped = await ports.cage.map(mapping, records.map(forCage), cageWorld(node, run, records));
    const results = records.map(({ no }, index): StepResult => {
      const one = mapped[index];
      if (!one) throw new Error('The cage gave fewer results than records');
      const { unknown = [] } = one;
      if (one.ok) return { no, outcome: 'passed', output: one.text, unknown };
      return { no, outcome: 'attention', problem: one.problem, unknown };
    });
    return { results };
  },
};
