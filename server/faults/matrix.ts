import { crashPoints } from '#server/crash-point.ts';
import { checksAfterJump, clockJumps } from './clock-faults.ts';
import { crashAt, crashWhileMigrating, crashWhileStopping } from './crashes.ts';
import { databaseAway, ownDatabaseKilled, restored } from './database-faults.ts';
import { databaseFull, dataFolderFull } from './disk-faults.ts';
import { atOnceCrashAt, burst, outOfOrder, webKilled } from './hook-faults.ts';
import * as network from './network-faults.ts';
import { memoryPressure, poison } from './poison.ts';
import { budgetShared, circuit, tokenAtOnce } from './shared-limits.ts';
import { frozen, listenLost, rollingRestarts, sessionsLost, twoPollers } from './surroundings.ts';
import { booksFault, keyWithdrawn } from './target-faults.ts';
import type { Strike, Trial } from './trial.ts';

export type Row = {
  fault: string;
  /** So many seeds are enough: what depends on the seed repeats after that. */
  most?: number;
} & ({ trial: Trial; strike?: never } | Strike);

const booksFaults = [
  'error-500',
  'error-502',
  'away-503',
  'busy-seconds',
  'busy-date',
  'refuse-400',
  'refuse-422',
  'redirect',
  'silent',
  'silent-after',
  'reset',
  'half-answer',
  'web-page-200',
] as const;

/** Every fault that is tried; see the sentences at each trial for what happens. */
export function allRows(): Row[] {
  const crashes = crashPoints.map((point): Row => {
    const fault = `worker killed at ${point}`;
    if (point === 'CP11') return { fault, ...crashWhileStopping };
    if (point === 'CP12') return { fault, trial: crashWhileMigrating };
    return { fault, ...crashAt(point) };
  });
  const atOnce = crashPoints
    .slice(0, crashPoints.indexOf('CP11'))
    .map((point): Row => ({ fault: `webhook worked off at once, killed at ${point}`, ...atOnceCrashAt(point) }));
  return [
    ...crashes,
    ...atOnce,
    { fault: 'webhooks: the process that answers killed, twice', trial: webKilled },
    { fault: 'webhooks: each ten times, in a burst', trial: burst },
    { fault: 'webhooks: in wrong order, forged and stale among them', trial: outOfOrder },
    ...booksFaults.map((fault): Row => ({ fault: `target: ${fault}`, trial: booksFault(fault), most: 4 })),
    { fault: 'target: key withdrawn, then repaired', trial: keyWithdrawn, most: 1 },
    { fault: 'way to the target: answers cut in the middle', trial: network.answersCut },
    { fault: 'way to the target: slow', trial: network.slowWire },
    { fault: 'way to the target: a byte a second', trial: network.dripping, most: 1 },
    { fault: 'way to the target: nothing comes through for 8 s', trial: network.booksUnreachable },
    { fault: 'way to the database: cut five times', trial: network.databaseCut },
    { fault: 'way to the database: answers to commits lost', trial: network.commitsLost },
    { fault: 'way to the database: slow', trial: network.slowDatabase },
    { fault: 'way to the database: no notifications', trial: network.deaf, most: 1 },
    { fault: 'way to the database: dead without a word', trial: network.databaseForgets },
    { fault: 'worker cut off from the database for 26 s, not from the target', trial: network.partitioned },
    { fault: 'LISTEN connection cut', trial: listenLost, most: 1 },
    { fault: 'all database sessions cut, twice', trial: sessionsLost },
    { fault: 'PostgreSQL restarted under load', trial: databaseAway('stopped') },
    { fault: 'PostgreSQL killed under load', trial: databaseAway('killed') },
    { fault: "npm start's own PostgreSQL killed, or left behind", trial: ownDatabaseKilled },
    { fault: 'backup restored, target can be asked', trial: restored(true) },
    { fault: 'backup restored, target cannot be asked', trial: restored(false) },
    { fault: 'worker frozen past its lease, then resumed', trial: frozen },
    { fault: 'two workers look at the same moment', trial: twoPollers, most: 1 },
    { fault: 'rolling restarts under load', trial: rollingRestarts },
    { fault: 'database: disk full', trial: databaseFull },
    { fault: 'data folder: disk full', trial: dataFolderFull, most: 1 },
    { fault: 'clock an hour ahead or behind, and back', trial: clockJumps },
    { fault: 'clock ahead when a flow is checked, and back', trial: checksAfterJump, most: 1 },
    { fault: 'token needed by several workers at once', trial: tokenAtOnce },
    { fault: 'target down: left alone by several workers', trial: circuit },
    { fault: 'budget of a connection shared by several workers', trial: budgetShared, most: 1 },
    { fault: '10,000 orders, 1 % poison', trial: poison, most: 1 },
    { fault: 'formulas that eat memory', trial: memoryPressure },
  ];
}
