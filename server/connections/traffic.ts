import type { Budget } from '#server/connectors/connector.ts';
import type { HttpClient } from '#server/outbound/http-client.ts';
import type { Lines } from '#server/outbound/lines.ts';
import type { Services } from '#server/services.ts';
import { gateOf } from './budget.ts';
import { circuitOf } from './circuit.ts';
import type { ConnectionRow } from './sealed.ts';

/** The way out through a connection: within its system's budget, and not at all while the system is left alone. */
export function trafficOf(services: Pick<Services, 'db' | 'now'>, row: ConnectionRow, budget: Budget | undefined) {
  const circuit = circuitOf(services, row);
  const gate = budget ? gateOf(services, row, budget) : null;
  async function through<T>(work: () => Promise<T>, isFailure: (done: T) => boolean): Promise<T> {
    await circuit.enter();
    const leave = await gate?.enter();
    let failed = true;
    try {
      const done = await work();
      failed = isFailure(done);
      await circuit.worked();
      return done;
    } catch (error) {
      await circuit.failed(error);
      throw error;
    } finally {
      await leave?.(failed);
    }
  }
  const refused = ({ status }: { status: number }) => status >= 400;
  return {
    http: (client: HttpClient): HttpClient => ({ send: (request) => through(() => client.send(request), refused) }),
    lines: (lines: Lines): Lines => ({
      connect: lines.connect,
      reach: lines.reach,
      ask: (deed, work) =>
        deed.ofDownloads
          ? lines.ask(deed, work)
          : through(
              () => lines.ask(deed, work),
              () => false,
            ),
      download: (request) => through(() => lines.download(request), refused),
    }),
  };
}
