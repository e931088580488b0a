// `npm test`: plain JavaScript that runs on any Node from 20 on, before anything is installed. The names of steps may
// be given to run these alone: `node server/launch/test.js style types`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBrowser } from './browser.js';
import { build } from './build.js';
import { checkout, node } from './checkout.js';
import { fromPlaywright, fromVitest } from './counts.js';
import { install } from './install.js';
import { giveUp, say } from './say.js';

const reports = mkdtempSync(path.join(tmpdir(), 'koppel-reports-'));
process.on('exit', () => rmSync(reports, { recursive: true, force: true }));

/** Cheap steps first. Each answers with the tests it ran; a check that runs no tests fails as one. */
const steps = {
  style: () => check('biome', 'check', '--error-on-warnings', '.'),
  types: () => check('tsc', '-b'),
  unused: () => check('knip'),
  unit: runUnitTests,
  journeys: runJourneys,
};

function check(...command) {
  return { passed: 0, failed: run(command) === 0 ? 0 : 1 };
}

function runUnitTests() {
  const report = path.join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = run(['vitest', 'run', '--config', 'server/testing/vitest.config.ts', ...reporters]);
  return judged(fromVitest(report), status);
}

async function runJourneys() {
  build();
  const browser = await findBrowser();
  if (browser === null) {
    giveUp(
      'there is no browser for the journeys. Install Chromium or Google Chrome, or let KOPPEL_CHROMIUM name the program.',
    );
  }
  const report = path.join(reports, 'playwright.json');
  const status = run(['playwright', 'test', '--config', 'web/e2e/playwright.config.ts', '--reporter=list,json'], {
    KOPPEL_CHROMIUM: browser,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  return judged(fromPlaywright(report), status);
}

/** A step that ended badly or ran nothing has failed, whatever its report says. */
function judged({ passed, failed }, status) {
  const isBad = status !== 0 || passed + failed === 0;
  return { passed, failed: isBad ? Math.max(failed, 1) : failed };
}

function run([name, ...words], env = {}) {
  const bin = path.join(checkout, 'node_modules/.bin');
  const PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH}`;
  return spawnSync(path.join(bin, name), words, {
    cwd: checkout,
    stdio: 'inherit',
    env: { ...process.env, ...env, PATH },
  }).status;
}

install();
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(steps);
const unknown = wanted.find((name) => !(name in steps));
if (unknown !== undefined) giveUp(`there is no step "${unknown}"; the steps are ${Object.keys(steps).join(', ')}.`);

const total = { passed: 0, failed: 0 };
for (const name of wanted) {
  say(`${name} ...`);
  const { passed, failed } = await steps[name]();
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) {
    say(`${name} failed.`);
    break;
  }
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
