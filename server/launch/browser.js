import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkout, node } from './checkout.js';
import { say } from './say.js';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * A Chromium that runs: the one KOPPEL_CHROMIUM names, one on this machine, one that Playwright can download, or
 * Debian's. null when none can be had.
 */
export async function findBrowser() {
  const given = process.env.KOPPEL_CHROMIUM;
  if (given) return runs(given) ? given : null;
  return onThisMachine() ?? (await fromPlaywright()) ?? fromDebian();
}

function onThisMachine() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const places = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...places, ...usualPlaces].find((place) => existsSync(place) && runs(place)) ?? null;
}

async function fromPlaywright() {
  const { chromium } = await import('playwright');
  const place = chromium.executablePath();
  if (existsSync(place) && runs(place)) return place;
  say('no Chromium or Chrome here; asking Playwright for one ...');
  const command = path.join(checkout, 'node_modules/playwright/cli.js');
  run(node, [command, 'install', ...(isRoot() ? ['--with-deps'] : []), 'chromium']);
  return existsSync(place) && runs(place) ? place : null;
}

function fromDebian() {
  if (!isRoot() || !existsSync('/usr/bin/apt-get')) return null;
  say('asking Debian for Chromium ...');
  const quietly = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-q'], quietly);
  run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'], quietly);
  return onThisMachine();
}

// A launcher that is there may still not run, such as the stub that Ubuntu puts in the place of its snap.
function runs(place) {
  return spawnSync(place, ['--version'], { timeout: 20_000, stdio: 'ignore' }).status === 0;
}

function run(command, words, env = process.env) {
  spawnSync(command, words, { stdio: 'inherit', timeout: 600_000, env });
}

function isRoot() {
  return process.getuid?.() === 0;
}
