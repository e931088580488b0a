import { crashPoints } from '#server/crash-point.ts';
import type { TestServer } from '#server/testing/test-server.ts';
import { crashAt, crashWhileMigrating, crashWhileStopping } from './crashes.ts';
import { databaseRestarted } from './restarted-database.ts';
import { frozen, listenLost, poison, rollingRestarts, sessionsLost, twoPollers } from './surroundings.ts';
import { booksFault, keyWithdrawn } from './target-faults.ts';
import type { Trial } from './trial.ts';

export type Row = { fault: string; trial: Trial /** Nothing in it depends on the seed. */; once?: boolean };

const booksFaults = [
  'error-500',
  'away-503',
  'busy-seconds',
  'busy-date',
  'refuse-400',
  'redirect',
  'silent',
  'silent-after',
  'reset',
  'half-answer',
  'web-page-200',
] as const;

/** Every fault that is tried; see the sentences at each trial for what happens. */
export function rowsOn(server: TestServer): Row[] {
  const crashes = crashPoints.map((point): Row => {
    const fault = `worker killed at ${point}`;
    if (point === 'CP11') return { fault, trial: crashWhileStopping };
    if (point === 'CP12') return { fault, trial: (lab, seed) => crashWhileMigrating(server, lab, seed) };
    return { fault, trial: crashAt(point) };
  });
  return [
    ...crashes,
    ...booksFaults.map((fault): Row => ({ fault: `target: ${fault}`, trial: booksFault(fault), once: true })),
    { fault: 'target: key withdrawn, then repaired', trial: keyWithdrawn, once: true },
    { fault: 'LISTEN connection cut', trial: listenLost, once: true },
    { fault: 'all database sessions cut, twice', trial: sessionsLost },
    { fault: 'PostgreSQL restarted under load', trial: (_lab, seed) => databaseRestarted(seed) },
    { fault: 'worker frozen past its lease, then resumed', trial: frozen },
    { fault: 'two workers look at the same moment', trial: twoPollers, once: true },
    { fault: 'rolling restarts under load', trial: rollingRestarts },
    { fault: '1 % poison', trial: poison, once: true },
  ];
}
