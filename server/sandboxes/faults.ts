import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FaultKind, Sandbox, VendorAnswer } from './sandbox.ts';

/** What the host can do to any sandbox; writesOnly = reads pass by unharmed. */
const hostFaults = {
  refuse: { writesOnly: true },
  busy: { writesOnly: false },
  error: { writesOnly: false },
  'revoke-token': { writesOnly: false },
  'timeout-before': { writesOnly: false },
  'timeout-after': { writesOnly: true },
  'half-answer': { writesOnly: true },
} as const satisfies Partial<Record<FaultKind, { writesOnly: boolean }>>;
export type HostFault = keyof typeof hostFaults;

const isHostFault = (kind: FaultKind): kind is HostFault => kind in hostFaults;

/** What can go wrong with messages that a sandbox sends by itself. */
const messageFaults = ['duplicate-webhook', 'late-webhook'] as const satisfies FaultKind[];
export type MessageFault = (typeof messageFaults)[number];
const isMessageFault = (kind: FaultKind): kind is MessageFault => messageFaults.some((it) => it === kind);

/** The faults that stand ready for one sandbox: each hits the next `times` requests that it fits. */
export class PendingFaults {
  readonly #sandbox: Sandbox;
  readonly #times = new Map<FaultKind, number>();

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  get offered(): FaultKind[] {
    return this.#sandbox.faults.filter((kind) => isHostFault(kind) || isMessageFault(kind));
  }

  /** Sets how often the fault strikes from now on; 0 clears it. False when the sandbox does not offer it. */
  set(kind: FaultKind, times: number): boolean {
    if (!this.offered.includes(kind)) return false;
    if (times > 0) this.#times.set(kind, times);
    else this.#times.delete(kind);
    return true;
  }

  clear() {
    this.#times.clear();
  }

  list(): { kind: FaultKind; times: number }[] {
    return [...this.#times].map(([kind, times]) => ({ kind, times }));
  }

  /** The fault that strikes this request, counted as used. */
  take(request: Parameters<Sandbox['isWrite']>[0]): HostFault | null {
    const isWrite = this.#sandbox.isWrite(request);
    const mine = this.list().flatMap(({ kind }) => (isHostFault(kind) ? [kind] : []));
    return this.#strike(mine.find((kind) => isWrite || !hostFaults[kind].writesOnly));
  }

  /** The fault that strikes a message on its way out, counted as used. */
  takeForMessage(): MessageFault | null {
    return this.#strike(this.list().flatMap(({ kind }) => (isMessageFault(kind) ? [kind] : []))[0]);
  }

  #strike<Kind extends FaultKind>(kind: Kind | undefined): Kind | null {
    if (kind === undefined) return null;
    this.set(kind, (this.#times.get(kind) ?? 0) - 1);
    return kind;
  }
}

/** Puts the faults in front of (no effect) and behind (effect, but no good answer) every route of one sandbox. */
export function addFaultLayer(app: FastifyInstance, prefix: string, sandbox: Sandbox, pending: PendingFaults) {
  const afterwards = new WeakMap<FastifyRequest, HostFault>();

  app.addHook(
    sandbox.looksAtBody ? 'preHandler' : 'onRequest',
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { method, url, body } = request;
      const fault = pending.take({ method, url: url.slice(prefix.length) || '/', body });
      if (fault === 'refuse' || fault === 'busy' || fault === 'error' || fault === 'revoke-token') {
        if (fault === 'busy') reply.header('retry-after', '1');
        return answer(reply, sandbox.faultAnswers[fault]);
      }
      if (fault === 'timeout-before') return silence(reply);
      if (fault) afterwards.set(request, fault);
    },
  );

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = afterwards.get(request);
    if (fault === 'half-answer') sendHalf(reply, String(payload));
    return fault ? new Promise(() => {}) : payload;
  });
}

function answer(reply: FastifyReply, { status, body, contentType, headers = {} }: VendorAnswer) {
  return reply.code(status).headers(headers).type(contentType).send(body);
}

/** The socket stays open and nothing comes, until the caller gives up. */
function silence(reply: FastifyReply) {
  reply.hijack();
  return reply;
}

function sendHalf(reply: FastifyReply, whole: string) {
  const type = String(reply.getHeader('content-type') ?? 'application/json');
  reply.raw.writeHead(reply.statusCode, { 'content-type': type, 'content-length': Buffer.byteLength(whole) + 1 });
  reply.raw.write(whole.slice(0, Math.ceil(whole.length / 2)), () => reply.raw.destroy());
}
