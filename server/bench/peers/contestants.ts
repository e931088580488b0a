import type { How } from '../koppel.ts';
import { startN8n } from './n8n.ts';
import { startNodeRed } from './node-red.ts';
import type { Peer } from './peer.ts';

export type Contestant = {
  name: string;
  /** The most orders that one round gives it, so that a slow one does not keep everybody waiting: rates are compared. */
  most: number;
  /** How many times as fast Koppel must be, and aims to be. */
  asked: Record<How, [must: number, aim: number]>;
  start(say: (text: string) => void): Promise<Peer>;
};

export const contestants: Contestant[] = [
  {
    name: 'Node-RED, JSONata in its change node',
    most: 10_000,
    asked: { list: [5, 8], one: [4, 6] },
    start: startNodeRed,
  },
  {
    name: 'n8n Edit Fields, default engine',
    most: 500,
    asked: { list: [100, 200], one: [80, 120] },
    start: (say) => startN8n('vm', say),
  },
  {
    name: 'n8n Edit Fields, legacy engine',
    most: 2000,
    asked: { list: [20, 35], one: [12, 20] },
    start: (say) => startN8n('legacy', say),
  },
];
