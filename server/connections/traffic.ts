import type { Budget } from '#server/connectors/connector.ts';
import type { HttpClient } from '#server/outbound/http-client.ts';
import type { LineClient } from '#server/outbound/line-client.ts';
import type { Services } from '#server/services.ts';
import { gateOf } from './budget.ts';
import { circuitOf } from './circuit.ts';
import type { ConnectionRow } from './sealed.ts';

/** The way out through a connection: within its system's budget, and not at all while the system is left alone. */
export function trafficOf(services: Pick<Services, 'db' | 'now'>, row: ConnectionRow, budget: Budget | undefined) {
  const circuit = circuitOf(services, row);
  const gate = budget ? gateOf(services, row, budget) : null;
  async function inTraffic<T>(work: () => Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
    await circuit.enter();
    const leave = await gate?.enter();
    let failed = true;
    try {
      const answer = await work();
      failed = !isGood(answer);
      await circuit.worked();
      return answer;
    } catch (error) {
      await circuit.failed(error);
      throw error;
    } finally {
      await leave?.(failed);
    }
  }
  return {
    http: (client: HttpClient): HttpClient => ({
      send: (request) =>
        inTraffic(
          () => client.send(request),
          ({ status }) => status < 400,
        ),
    }),
    lines: (client: LineClient): LineClient => ({
      speak: (conversation, talk) =>
        inTraffic(
          () => client.speak(conversation, talk),
          () => true,
        ),
    }),
  };
}
