import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { checkout, hashOf, isDone, markDone, node } from './checkout.js';
import { giveUp, say } from './say.js';

const oldest = 20;

/** Brings node_modules to what package-lock.json says. Does nothing, quickly, when that was done before. */
export function install() {
  const version = process.versions.node;
  if (Number.parseInt(version, 10) < oldest) {
    giveUp(
      `Node ${oldest} or newer is needed, and this is Node ${version}. Install a newer one from https://nodejs.org and try again.`,
    );
  }
  const hash = hashOf(['package.json', 'package-lock.json', '.npmrc']);
  if (existsSync(node) && isDone('install', hash)) return;
  say('installing what it needs (the first time this takes about a minute) ...');
  const { command, before } = npm();
  // Not `npm ci`: it refuses lock files without the packages of systems that this registry does not serve.
  const wanted = [
    'install',
    '--no-save',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const result = spawnSync(command, [...before, ...wanted], { cwd: checkout, stdio: 'inherit' });
  if (result.error !== undefined) {
    giveUp(
      `npm could not be started (${result.error.message}). It comes with Node: install Node again, or try with another one.`,
    );
  }
  if (result.status !== 0 || !existsSync(node)) {
    giveUp(
      'npm could not install everything; its own words stand above. Look whether this machine reaches the internet and whether you may write in this folder, then try again.',
    );
  }
  markDone('install', hash);
}

/** The npm that started this script, if one did, run by the Node it was running on. */
function npm() {
  const { npm_execpath: script, npm_node_execpath: runtime } = process.env;
  if (script?.endsWith('.js') && existsSync(script)) return { command: runtime ?? process.execPath, before: [script] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', before: [] };
}
