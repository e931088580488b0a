import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { install } from './install.ts';
import { nodeRedFlow } from './node-red-flow.ts';
import { carryBy, endProgram, freePort, type Peer, startProgram, throwAwayFolder, untilReady } from './peer.ts';

const nodeRed = { name: 'node-red', version: '5.0.7' };

/** No editor, no telemetry, nothing that looks for updates or installs what a flow asks for. */
const settingsOf = (folder: string, port: number) => ({
  ...{ uiHost: '127.0.0.1', uiPort: port, userDir: folder, flowFile: 'flows.json', credentialSecret: false },
  httpAdminRoot: false,
  telemetry: { enabled: false, updateNotification: false },
  externalModules: {
    autoInstall: false,
    palette: { allowInstall: false, catalogues: [] },
    modules: { allowInstall: false },
  },
  diagnostics: { enabled: false },
  logging: { console: { level: 'warn' } },
});

export async function startNodeRed(say: (text: string) => void): Promise<Peer> {
  const program = path.join(await install(nodeRed, say), 'red.js');
  const [{ folder, remove }, port] = [await throwAwayFolder(), await freePort()];
  const settings = path.join(folder, 'settings.cjs');
  await writeFile(settings, `module.exports = ${JSON.stringify(settingsOf(folder, port))};\n`);
  await writeFile(path.join(folder, 'flows.json'), JSON.stringify(nodeRedFlow));
  const started = startProgram({ args: [program, '--settings', settings], folder, env: {} });
  const stop = async () => {
    await endProgram(started.child);
    await remove();
  };
  const address = `http://127.0.0.1:${port}`;
  try {
    await untilReady(started, `${address}/ready`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { carry: (job) => carryBy(`${address}/${job.how}`, job), stop };
}
