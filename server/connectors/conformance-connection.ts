import assert from 'node:assert/strict';
import { ConnectionLostError } from '#server/errors.ts';
import type { Trial } from '#server/sandboxes/trial.ts';
import { assertKnown, errorOf, type Rule, type Subject, withTrial } from './conformance-rule.ts';
import type { Connector, ConnectorContext } from './connector.ts';
import { secretNames } from './form.ts';
import { readToEnd } from './read-to-end.ts';

/** Distinct values, long enough to be recognized wherever they turn up. */
const wrongSettings = ({ connector, context }: Trial) => ({
  ...context.settings,
  ...Object.fromEntries(secretNames(connector.settings).map((name) => [name, `wrong-${name}-0123456789`])),
});

const secretsOf = ({ connector }: Trial, settings: Record<string, unknown>) =>
  secretNames(connector.settings)
    .map((name) => String(settings[name] ?? ''))
    .filter((secret) => secret.length >= 4);

/** Everything a connection does, also with wrong secrets; what was thrown on the way, as text. */
async function doEverything(trial: Trial, settings: Record<string, unknown>): Promise<string> {
  const { connector } = trial;
  const context = trial.contextFor(settings);
  const checks = await connector.check(context);
  const places: unknown[] = [];
  const reading = Object.values(connector.sources).map((source) => async () => {
    const { pages } = await readToEnd(source, context, null);
    places.push(...pages.map(({ next, resume }) => [next, resume]));
  });
  const writing = Object.values(connector.targets).flatMap(({ samples, write, exampleOptions = {} }) =>
    samples.map(
      ({ key, body }) =>
        () =>
          write(context, exampleOptions, body, key),
    ),
  );
  const thrown: string[] = [];
  for (const deed of [...reading, ...lookingUp(trial.connector, context), ...writing])
    await deed().catch((error: unknown) => thrown.push(inFull(error)));
  return JSON.stringify(checks) + JSON.stringify(places) + thrown.join();
}

const inFull = (error: unknown): string =>
  error instanceof Error
    ? `${error.stack} ${JSON.stringify(error)} ${inFull(error.cause)}`
    : JSON.stringify(error ?? null);

const lookingUp = ({ lookups = {} }: Connector, context: ConnectorContext) =>
  Object.values(lookups).flatMap(({ samples, look, exampleOptions = {} }) =>
    samples.map(
      ({ key }) =>
        () =>
          look(context, exampleOptions, key),
    ),
  );

async function assertNoSecret(trial: Trial, settings: Record<string, unknown>) {
  const told = await doEverything(trial, settings);
  const kept = told + JSON.stringify(trial.exchanges);
  assert(trial.exchanges.length > 0, 'nothing went over the line');
  for (const secret of secretsOf(trial, settings)) {
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
    for (const form of forms) assert(!kept.includes(form), 'a secret stands in an exchange, an error or a cursor');
  }
}

export const connectionRules: Rule[] = [
  {
    says: 'finds everything in order on its own sandbox, however small its world',
    asks: 'a sandbox',
    async holds(subject) {
      for (const size of [0, 12]) {
        const checks = await withTrial(subject, ({ connector, context }) => connector.check(context), { size });
        assert(checks.length > 0, 'there is no check');
        for (const { id, ok } of checks) assert(ok, `the check "${id}" failed`);
      }
    },
  },
  {
    says: 'tells by a named check when its secrets are wrong',
    asks: 'a sandbox',
    async holds(subject: Subject) {
      if (secretNames(subject.connector.settings).length === 0) return;
      await withTrial(subject, async (trial) => {
        const checks = await trial.connector.check(trial.contextFor(wrongSettings(trial)));
        const failed = checks.find(({ ok }) => !ok);
        assert(failed, 'every check passed with wrong secrets');
        assert(failed.problem, 'the failed check does not say why');
        assertKnown(subject.connector, failed.problem.code);
      });
    },
  },
  {
    says: 'lets no secret into what is kept of its requests, nor into its errors or the places where it reads on',
    asks: 'a sandbox',
    async holds(subject) {
      await withTrial(subject, (trial) => assertNoSecret(trial, trial.context.settings));
      await withTrial(subject, (trial) => assertNoSecret(trial, wrongSettings(trial)));
    },
  },
  {
    says: 'is lost when its key is revoked, whatever it was doing',
    asks: 'a sandbox',
    holds: (subject) =>
      withTrial(subject, async ({ connector, context, control }) => {
        assert(await control.fault(subject.id, 'revoke-token', 1000), 'the sandbox does not offer "revoke-token"');
        // What has arrived already is read without asking anybody.
        const asking = Object.values(connector.sources).filter(({ pushed }) => !pushed);
        const reading = asking.map(
          ({ read, exampleOptions = {} }) =>
            () =>
              read(context, exampleOptions, null),
        );
        const writing = Object.values(connector.targets).flatMap(({ samples, write, exampleOptions = {} }) =>
          samples.map(
            ({ key, body }) =>
              () =>
                write(context, exampleOptions, body, key),
          ),
        );
        for (const deed of [...reading, ...lookingUp(connector, context), ...writing]) {
          const error = await errorOf(subject, deed);
          assert(error instanceof ConnectionLostError, `a revoked key gave ${error.name}`);
        }
      }),
  },
];
