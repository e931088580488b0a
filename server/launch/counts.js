import { existsSync, readFileSync } from 'node:fs';

const nothing = { passed: 0, failed: 0 };

/** How many tests vitest saw pass and fail; a file that could not even be loaded counts as one failure. */
export function fromVitest(file) {
  if (!existsSync(file)) return nothing;
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const isBroken = (suite) =>
    suite.status === 'failed' && suite.assertionResults.every((test) => test.status !== 'failed');
  const broken = report.testResults.filter(isBroken).length;
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken };
}

/** How many journeys Playwright saw pass and fail. One that needed a second attempt has failed. */
export function fromPlaywright(file) {
  if (!existsSync(file)) return nothing;
  const { stats } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
}
