import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { FrameReader, toBytes } from './frames.ts';
import { spawnWalled } from './walls.ts';

/** Runs JavaScript behind the walls, as if somebody had broken out of the formulas, and gives what it wrote. */
async function breakOut(script: string): Promise<unknown> {
  const child = spawnWalled(96, [
    '-e',
    `Promise.resolve().then(async () => { ${script} }).then(
    (it) => process.stdout.write(JSON.stringify(it)), (error) => process.stdout.write(JSON.stringify(error.code ?? error.message)))`,
  ]);
  child.stdin.end();
  return JSON.parse(await text(child.stdout));
}

describe('code that runs inside a child', () => {
  it('finds no environment', async () => {
    expect(await breakOut('return Object.keys(process.env)')).toEqual([]);
  });

  it.each([
    ['read a file of the machine', "require('node:fs').readFileSync('/etc/passwd')"],
    [
      'read a file of the server',
      `require('node:fs').readFileSync(${JSON.stringify(join(import.meta.dirname, '../../errors.ts'))})`,
    ],
    ['list a folder', "require('node:fs').readdirSync('/')"],
    [
      'write a file',
      `require('node:fs').writeFileSync(${JSON.stringify(join(import.meta.dirname, 'left-behind'))}, 'x')`,
    ],
    ['start a program', "require('node:child_process').execSync('true')"],
    ['start a thread', "new (require('node:worker_threads').Worker)('1', { eval: true })"],
    ['load native code', "process.dlopen({ exports: {} }, '/lib/none.node')"],
    ['open a connection', "await new Promise((_, no) => require('node:net').connect(9, '127.0.0.1').on('error', no))"],
    ['listen', "await new Promise((_, no) => require('node:net').createServer().on('error', no).listen(0))"],
    ['look up a name', "await require('node:dns').promises.resolve4('shop.example')"],
  ])('may not %s', async (_, script) => {
    expect(await breakOut(script)).toMatch(/^ERR_(ACCESS_DENIED|DLOPEN_DISABLED)$/);
  });
});

describe('a child', () => {
  it('finishes its batch when the whole service is told to stop, and ends when its pipe is closed', async () => {
    const child = spawnWalled(96, [join(import.meta.dirname, 'child.ts'), '1000']);
    const reader = new FrameReader();
    child.stdout.on('data', (bytes: Buffer) => reader.push(bytes));
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    child.kill('SIGINT');
    child.stdin.write(toBytes('job', JSON.stringify({ do: 'judge', expression: 'true' })));
    child.stdin.end(toBytes('record', '{}'));
    const [code] = await once(child, 'close');
    const frames = Array.from({ length: 3 }, () => reader.next()?.kind);
    expect([code, ...frames]).toEqual([0, 'ready', 'prepared', 'made']);
  });
});
