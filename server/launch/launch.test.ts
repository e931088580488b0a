import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

// A checkout in miniature: the real launch scripts around programs that only say what they were asked.
let checkout: string;

const write = async (name: string, text: string, mode = 0o644) => {
  const file = path.join(checkout, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text, { mode });
};

/** A program that adds its own name and what it was asked to the file `asked`, and then does as told. */
const program = (name: string, text = '') =>
  write(
    name,
    `#!/usr/bin/env node\nrequire('node:fs').appendFileSync('asked', '${path.basename(name)} ' + process.argv.slice(2).join(' ') + '\\n');\n${text}\n`,
    0o755,
  );

const asked = () => readFile(path.join(checkout, 'asked'), 'utf8').catch(() => '');

beforeEach(async () => {
  checkout = await mkdtemp(path.join(tmpdir(), 'koppel launch '));
  await mkdir(path.join(checkout, 'server/launch'), { recursive: true });
  for (const name of await readdir(import.meta.dirname)) {
    if (name.endsWith('.js'))
      await cp(path.join(import.meta.dirname, name), path.join(checkout, 'server/launch', name));
  }
  await write('package.json', '{}');
  await write('server/launch/package.json', '{ "type": "module" }');
  await write('web/main.ts', '');
  await mkdir(path.join(checkout, 'node_modules/node/bin'), { recursive: true });
  await symlink(process.execPath, path.join(checkout, 'node_modules/node/bin/node'));
  await program('npm.js');
  const makePage =
    "const { mkdirSync, writeFileSync } = require('node:fs'); mkdirSync('web/dist', { recursive: true }); writeFileSync('web/dist/index.html', '');";
  await program('node_modules/vite/bin/vite.js', makePage);
});

afterEach(() => rm(checkout, { recursive: true, force: true }));

function launch(script: string, ...words: string[]): ChildProcess {
  const env = {
    PATH: process.env.PATH,
    npm_execpath: path.join(checkout, 'npm.js'),
    npm_node_execpath: process.execPath,
  };
  return spawn(process.execPath, [path.join(checkout, 'server/launch', script), ...words], {
    cwd: tmpdir(),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function ending(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [code] = await once(child, 'close');
  return { code, said };
}

describe('npm start', () => {
  test('it installs, builds, and then runs the server with what was typed behind it', async () => {
    await write('server/main.ts', "console.log('server got', ...process.argv.slice(2)); process.exit(7);");
    const { code, said } = await ending(launch('start.js', '--now', 'a b'));
    expect(code).toBe(7);
    expect(said).toContain('server got --now a b');
    expect(await asked()).toMatch(/^npm\.js install .*\nvite\.js build .*\n$/);
  });

  test('the second time it goes straight to the server', async () => {
    await write('server/main.ts', '');
    await ending(launch('start.js'));
    const before = await asked();
    expect((await ending(launch('start.js'))).said).toBe('');
    expect(await asked()).toBe(before);
  });

  test('it installs again when the lock file has changed, and builds again when a page has', async () => {
    await write('server/main.ts', '');
    await ending(launch('start.js'));
    await rm(path.join(checkout, 'asked'));
    await write('web/main.ts', 'changed');
    await write('web/main.test.ts', 'not part of any page');
    await ending(launch('start.js'));
    expect(await asked()).toMatch(/^vite\.js .*\n$/);
    await write('package-lock.json', '{}');
    await ending(launch('start.js'));
    expect(await asked()).toContain('npm.js install');
  });

  test('settings come from .env, and the environment wins over it', async () => {
    await write('.env', 'KOPPEL_ROLE=worker\nPATH=nowhere\n');
    await write('server/main.ts', "console.log(process.env.KOPPEL_ROLE, process.env.PATH === 'nowhere');");
    expect((await ending(launch('start.js'))).said).toContain('worker false');
  });

  test('when npm fails it says what to look at, and tries again the next time', async () => {
    await program('npm.js', 'process.exit(1);');
    const { code, said } = await ending(launch('start.js'));
    expect(code).toBe(1);
    expect(said).toContain('npm could not install everything');
    await ending(launch('start.js'));
    expect((await asked()).match(/npm\.js install/g)).toHaveLength(2);
  });

  test('a signal reaches the server, and its answer decides the exit code', async () => {
    await write(
      'server/main.ts',
      "process.on('SIGTERM', () => process.exit(5)); console.log('up'); setInterval(() => undefined, 1000);",
    );
    const child = launch('start.js');
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('up')) child.kill('SIGTERM');
    });
    expect((await ending(child)).code).toBe(5);
  });
});

describe('npm test', () => {
  const vitest = (report: object, code: number) =>
    program(
      'node_modules/.bin/vitest',
      `const file = process.argv.find((word) => word.startsWith('--outputFile.json=')).split('=')[1];
       require('node:fs').writeFileSync(file, ${JSON.stringify(JSON.stringify(report))}); process.exit(${code});`,
    );

  const playwright = (stats: object, code: number) =>
    program(
      'node_modules/.bin/playwright',
      `require('node:fs').writeFileSync(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE, ${JSON.stringify(JSON.stringify({ stats }))}); process.exit(${code});`,
    );

  beforeEach(async () => {
    for (const name of ['biome', 'tsc', 'knip']) await program(`node_modules/.bin/${name}`);
    await vitest({ numPassedTests: 40, numFailedTests: 0, testResults: [] }, 0);
    await playwright({ expected: 3, unexpected: 0, flaky: 0 }, 0);
    await program('chromium');
  });

  async function runTests(...steps: string[]) {
    const env = {
      PATH: process.env.PATH,
      npm_execpath: path.join(checkout, 'npm.js'),
      KOPPEL_CHROMIUM: path.join(checkout, 'chromium'),
    };
    const child = spawn(process.execPath, [path.join(checkout, 'server/launch/test.js'), ...steps], {
      env,
      cwd: checkout,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { code, said } = await ending(child);
    return { code, lastLine: said.trimEnd().split('\n').at(-1) };
  }

  test('it ends with one line that adds up tests and journeys', async () => {
    expect(await runTests()).toEqual({ code: 0, lastLine: '43 passed, 0 failed' });
    const order = (await asked()).split('\n').map((line) => line.split(' ')[0]);
    expect(order.join(' ')).toBe('npm.js biome tsc knip vitest vite.js chromium playwright ');
  });

  test('a failing test, a failing journey and a file that does not load each fail the whole', async () => {
    await playwright({ expected: 2, unexpected: 1, flaky: 0 }, 1);
    expect(await runTests()).toEqual({ code: 1, lastLine: '42 passed, 1 failed' });
    await vitest({ numPassedTests: 39, numFailedTests: 1, testResults: [] }, 1);
    expect(await runTests()).toEqual({ code: 1, lastLine: '39 passed, 1 failed' });
    await vitest(
      { numPassedTests: 38, numFailedTests: 1, testResults: [{ status: 'failed', assertionResults: [] }] },
      1,
    );
    expect(await runTests()).toEqual({ code: 1, lastLine: '38 passed, 2 failed' });
  });

  test('a journey that needed a second attempt has failed', async () => {
    await playwright({ expected: 2, unexpected: 0, flaky: 1 }, 0);
    expect(await runTests('journeys')).toEqual({ code: 1, lastLine: '2 passed, 1 failed' });
  });

  test('running nothing at all is a failure', async () => {
    await vitest({ numPassedTests: 0, numFailedTests: 0, testResults: [] }, 0);
    expect(await runTests('unit')).toEqual({ code: 1, lastLine: '0 passed, 1 failed' });
  });

  test('a check that fails stops the run before the slow steps', async () => {
    await program('node_modules/.bin/tsc', 'process.exit(2);');
    expect(await runTests()).toEqual({ code: 1, lastLine: '0 passed, 1 failed' });
    expect(await asked()).not.toContain('vitest');
  });

  test('without any browser it says what to install', async () => {
    await rm(path.join(checkout, 'chromium'));
    const { code, lastLine } = await runTests('journeys');
    expect(code).toBe(1);
    expect(lastLine).toContain('Install Chromium or Google Chrome');
  });
});
