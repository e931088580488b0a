import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A program that the bench compares with; it is installed apart, so that the product never depends on it. */
export type PeerPackage = { name: string; version: string; overrides?: Record<string, string> };

/** Kept between runs: the first installation takes minutes. Only its owner may write there, for it is run. */
const cache = path.join(os.tmpdir(), `koppel-bench-peers-${os.userInfo().username}`);

/** Gives the folder of the installed package. No script of any package runs: what is compared needs none. */
export async function install({ name, version, overrides = {} }: PeerPackage, say: (text: string) => void) {
  const folder = path.join(cache, `${name}-${version}`);
  const done = path.join(folder, 'installed');
  const installed = path.join(folder, 'node_modules', name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid } = await stat(cache);
  if (process.getuid && uid !== process.getuid()) throw new Error(`${cache} belongs to somebody else`);
  if (await exists(done)) return installed;
  say(`installing ${name} ${version} in ${folder}; this can take minutes`);
  const manifest = { private: true, dependencies: { [name]: version }, overrides };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await npmInstall(folder);
  await writeFile(done, '');
  return installed;
}

async function npmInstall(folder: string) {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawn('npm', ['install', '--prefix', folder, ...flags], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const [code] = await once(npm, 'exit');
  if (code !== 0) throw new Error(`npm install ended with ${code}`);
}

const exists = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );
