import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import { type Context, retailerApi } from './retailer-api.ts';

/**
 * What bol answers to a write (documented): 202 says that the instruction was taken down, and only the end of its process
 * says what became of it. Links are not followed, because they name old hosts in places (reported).
 */
export const ProcessStatus = z.object({
  processStatusId: z.string(),
  status: z.enum(['PENDING', 'SUCCESS', 'FAILURE', 'TIMEOUT']),
  errorMessage: z.string().optional(),
});
export type ProcessStatus = z.infer<typeof ProcessStatus>;
export type EventType = 'CREATE_SHIPMENT' | 'CANCEL_ORDER';

/** Most instructions are done within seconds; bol may take hours over one that it tries again (reported). */
const looksAfterMs = [200, 400, 800, 1500, 2000];
const laterSeconds = 60;

/** Waits for the end of a process. Throws where it failed, and where it takes longer than a record should wait here. */
export async function followProcess(context: Context, started: ProcessStatus): Promise<void> {
  let now = started;
  for (const wait of looksAfterMs) {
    if (now.status !== 'PENDING') break;
    await pause(wait);
    now = await look(context, now);
  }
  if (now.status === 'SUCCESS') return;
  if (now.status === 'FAILURE') throw failed(now);
  throw new TemporaryError({
    problem: { code: 'bol.still-working', params: { process: now.processStatusId } },
    retryAfterSeconds: laterSeconds,
    outcomeUnknown: true,
    // It was heard and is being worked on: waiting for its end is no failed attempt. One that timed out is.
    notTried: now.status === 'PENDING',
  });
}

/** A process that bol has cleared away tells nothing any more (documented); the last thing known of it stays. */
async function look(context: Context, before: ProcessStatus): Promise<ProcessStatus> {
  const path = `/shared/process-status/${encodeURIComponent(before.processStatusId)}`;
  return (await retailerApi.find(context, { path }, ProcessStatus)) ?? { ...before, status: 'TIMEOUT' };
}

const failed = ({ errorMessage = '' }: ProcessStatus) =>
  new PermanentError({ problem: { code: 'bol.process-failed', params: { message: errorMessage } }, settled: true });

const List = z.object({ processStatuses: z.array(ProcessStatus).default([]) });

/**
 * What became of the newest instruction for an order item (documented: found by the item's id and the kind of
 * instruction, newest first). One still under way is followed; one that failed is told. One that timed out, or is unknown,
 * gives nothing: then only what the system holds can tell.
 */
export async function settleInstruction(context: Context, orderItemId: string, event: EventType): Promise<void> {
  const query = { 'entity-id': orderItemId, 'event-type': event };
  const { processStatuses } = await retailerApi.ask(context, { path: '/shared/process-status', query }, List);
  const [newest] = processStatuses;
  if (newest && newest.status !== 'TIMEOUT') await followProcess(context, newest);
}
