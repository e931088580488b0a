import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkout, hashOf, isDone, markDone, node } from './checkout.js';
import { giveUp, say } from './say.js';

const isLeftOut = (file) => file.startsWith('web/dist/') || file.startsWith('web/e2e/') || /\.test\.tsx?$/.test(file);

/** Builds the pages into web/dist when anything they are made of has changed. */
export function build() {
  const hash = hashOf(['web', 'flows', 'package.json', 'package-lock.json'], isLeftOut);
  if (existsSync(path.join(checkout, 'web/dist/index.html')) && isDone('web', hash)) return;
  say('building the pages ...');
  const vite = path.join(checkout, 'node_modules/vite/bin/vite.js');
  const result = spawnSync(node, [vite, 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'], {
    cwd: checkout,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (result.status !== 0) giveUp('the pages could not be built; the reason stands above.');
  markDone('web', hash);
}
