import { agentFor } from '../agents.ts';
import type { HttpClientOptions } from '../client.ts';
import { guardedConnector } from '../guard.ts';
import type { Lines } from '../lines.ts';
import { ask } from './ask.ts';
import { connect, reach } from './connect.ts';
import { download } from './download.ts';

/** The way out of one connection for other protocols and for files of any length; see Lines. */
export function createLines(options: HttpClientOptions): Lines {
  const connector = guardedConnector(options.mayReach);
  return {
    ask: (deed, work) => ask(options, deed, work),
    connect: (place, signal) => connect(options, connector, place, signal),
    reach: (host, port) => reach(options, host, port),
    download: (request) => download(options, agentFor(options.mayReach), request),
  };
}
