import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes or most of one; begun last, they would keep one worker busy while the other has nothing to do. */
const longest = [
  'conformance.test.ts',
  'faults.test.ts',
  'conformance-suite.test.ts',
  'crash.test.ts',
  'order.test.ts',
];

const rankOf = ({ moduleId }: TestSpecification) => {
  const rank = longest.findIndex((name) => moduleId.endsWith(`/${name}`));
  return rank === -1 ? longest.length : rank;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
