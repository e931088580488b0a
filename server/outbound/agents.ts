import { Agent } from 'undici';
import type { MayReach } from './addresses.ts';
import { guardedConnector } from './guard.ts';

/** Sockets are shared by clients with the same allow-list only: an open socket is not checked a second time. */
const agents = new WeakMap<MayReach, Agent>();

export function agentFor(mayReach: MayReach): Agent {
  const known = agents.get(mayReach);
  if (known) return known;
  const agent = new Agent({ connect: guardedConnector(mayReach), allowH2: false });
  agents.set(mayReach, agent);
  return agent;
}
