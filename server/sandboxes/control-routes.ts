import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type SandboxInfo, sandboxRoutes } from '#flows/api/sandboxes.ts';
import { formOf } from '#server/connectors/form.ts';
import { PermanentError } from '#server/errors.ts';
import type { Mounted } from './host.ts';
import type { OwnDatabases } from './own-database.ts';

type Options = { key: string; now(): Date; size?: number };
type ByName = { Params: { name: string } };

const FaultBody = sandboxRoutes.faultSandbox.body;

/** How the product looks at the sandboxes and changes them, under /-/ and behind the key. */
export function addControlRoutes(
  root: FastifyInstance,
  sandboxes: ReadonlyMap<string, Mounted>,
  databases: OwnDatabases,
  options: Options,
) {
  root.register(
    async (app) => {
      app.addHook('onRequest', async (request, reply) => {
        if (!sameText(request.headers.authorization ?? '', `Bearer ${options.key}`)) return reply.code(401).send({});
      });
      app.get('/sandboxes', async () => {
        const all = [...sandboxes.values()];
        await Promise.all(all.map((it) => databases.attendIfOpen(it)));
        return { items: all.map(infoOf) };
      });
      app.get<ByName>('/sandboxes/:name/received', async ({ params }, reply) => {
        const it = sandboxes.get(params.name);
        if (!it) return unknown(reply);
        await databases.attend(it);
        return { items: it.sandbox.received(it.stored.world) };
      });
      app.post<ByName>('/sandboxes/:name/reset', async ({ params }, reply) => {
        const it = sandboxes.get(params.name);
        return it ? reset(it, options.size) : unknown(reply);
      });
      app.post<ByName>('/sandboxes/:name/faults', async ({ params, body }, reply) => {
        const wanted = FaultBody.parse(body);
        return sandboxes.get(params.name)?.faults.set(wanted.kind, wanted.times) ? { ok: true } : unknown(reply);
      });
      addActionRoute(app, sandboxes, databases, options);
    },
    { prefix: '/-' },
  );
}

function addActionRoute(
  app: FastifyInstance,
  sandboxes: ReadonlyMap<string, Mounted>,
  databases: OwnDatabases,
  { now }: Options,
) {
  type ByAction = { Params: { name: string; action: string } };
  app.post<ByAction>('/sandboxes/:name/actions/:action', async ({ params, body }, reply) => {
    const it = sandboxes.get(params.name);
    const action = it?.sandbox.actions[params.action];
    if (!it || !action) return unknown(reply);
    const input = action.input.safeParse(body ?? {});
    if (!input.success) return reply.code(400).send({ issues: input.error.issues.map(issueOf) });
    try {
      await databases.attend(it);
      const done = action.run(it.stored.world, input.data, now());
      it.stored.touch();
      await databases.attend(it);
      void it.postman.collect(it.stored.world);
      return { key: done.key };
    } catch (error) {
      // What a person typed names nothing in this world.
      if (!(error instanceof PermanentError)) throw error;
      const fields = Object.keys(error.problem.params);
      return reply.code(400).send({ issues: fields.map((path) => ({ path, message: error.problem.code })) });
    }
  });
}

const issueOf = ({ path, message }: { path: PropertyKey[]; message: string }) => ({ path: path.join('.'), message });

const infoOf = ({ id, connector, sandbox, stored, faults }: Mounted): SandboxInfo => ({
  name: id,
  title: connector.title,
  tables: sandbox.tables(stored.world),
  actions: Object.entries(sandbox.actions).map(([action, { title, input }]) => ({
    id: action,
    title,
    form: formOf(input),
  })),
  faults: faults.offered,
  pending: faults.list(),
});

function reset({ sandbox, stored, faults }: Mounted, size: number | undefined) {
  stored.world = sandbox.seed(size);
  stored.touch();
  faults.clear();
  return { ok: true };
}

const unknown = (reply: FastifyReply) => reply.code(404).send({});

const sameText = (given: string, wanted: string) =>
  given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
