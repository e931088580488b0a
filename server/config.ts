import { isIP } from 'node:net';
import path from 'node:path';
import * as z from 'zod';
import { StartFault } from '#server/launch/start-fault.ts';

const checkout = path.join(import.meta.dirname, '..');

const port = z.coerce.number('must be a port number between 1 and 65535').int().min(1).max(65535);
const webAddress = z.url({ protocol: /^https?$/, error: 'must be a web address that starts with http:// or https://' });
const databaseAddress = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be an address that starts with postgres://',
});
const folder = z.string().transform((text) => path.resolve(checkout, text));

const yesOrNo = {
  truthy: ['1', 'true', 'on', 'yes'],
  falsy: ['0', 'false', 'off', 'no'],
  error: 'must be 1 or 0',
};

/** Every setting of Koppel. Each is an environment variable, and `.env.example` explains them all. */
const Settings = z.object({
  PORT: port.default(4700),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: databaseAddress.optional(),
  KOPPEL_DATA_DIR: folder.default(path.join(checkout, '.koppel')),
  KOPPEL_SECRET_KEY: z.string().transform(readKey).optional(),
  KOPPEL_DEMO: z.stringbool(yesOrNo).optional(),
  KOPPEL_ROLE: z.enum(['all', 'web', 'worker', 'sandbox'], 'must be all, web, worker or sandbox').default('all'),
  KOPPEL_SANDBOX_PORT: port.optional(),
  KOPPEL_SANDBOX_URL: webAddress.optional(),
  KOPPEL_SANDBOX_DATABASE_URL: databaseAddress.optional(),
  KOPPEL_ALLOW_PRIVATE: z.string().default('').transform(readList),
  KOPPEL_FILES_DIR: folder.optional(),
  KOPPEL_PUBLIC_URL: webAddress.optional(),
  KOPPEL_RESTORED: z.stringbool(yesOrNo).default(false),
  KOPPEL_KEEP_CONTENT_DAYS: z.coerce.number('must be a number of days').int().min(1).max(3650).default(30),
});

export const settingNames = Object.keys(Settings.shape);

export type Config = ReturnType<typeof readConfig>;

/** Reads the settings; throws one StartFault that names everything wrong with them at once. */
export function readConfig(env: Record<string, string | undefined>) {
  // A line such as `DATABASE_URL=` in an .env file means "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = Settings.safeParse(given);
  if (!read.success) throw unreadable(read.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`));
  const settings = read.data;
  const faults = crossFaults(settings);
  if (faults.length > 0) throw unreadable(faults);
  return {
    port: settings.PORT,
    host: settings.HOST,
    /** null: the embedded PostgreSQL. */
    databaseUrl: settings.DATABASE_URL ?? null,
    dataFolder: settings.KOPPEL_DATA_DIR,
    secretKey: settings.KOPPEL_SECRET_KEY ?? null,
    demo: settings.KOPPEL_DEMO ?? true,
    role: settings.KOPPEL_ROLE,
    sandboxPort: settings.KOPPEL_SANDBOX_PORT ?? settings.PORT + 1,
    sandboxUrl: settings.KOPPEL_SANDBOX_URL ?? null,
    /** null: an embedded one of the stand-ins' own, started when it is needed. */
    sandboxDatabaseUrl: settings.KOPPEL_SANDBOX_DATABASE_URL ?? null,
    allowPrivate: settings.KOPPEL_ALLOW_PRIVATE,
    filesFolder: settings.KOPPEL_FILES_DIR ?? null,
    publicUrl: settings.KOPPEL_PUBLIC_URL ?? null,
    restored: settings.KOPPEL_RESTORED,
    keepContentDays: settings.KOPPEL_KEEP_CONTENT_DAYS,
  };
}

/** What is wrong only together with another setting. */
function crossFaults(settings: z.output<typeof Settings>): string[] {
  const faults: string[] = [];
  if (settings.KOPPEL_DEMO === undefined && !isLoopback(settings.HOST)) {
    faults.push(
      `HOST is ${settings.HOST}, which other machines can reach, and in demo mode everybody who reaches Koppel may enter. Set KOPPEL_DEMO=0 (no demo), or KOPPEL_DEMO=1 when that is what you want`,
    );
  }
  if ((settings.KOPPEL_SANDBOX_PORT ?? settings.PORT + 1) === settings.PORT) {
    faults.push('KOPPEL_SANDBOX_PORT must differ from PORT');
  }
  if (settings.DATABASE_URL && sameDatabase(settings.DATABASE_URL, settings.KOPPEL_SANDBOX_DATABASE_URL)) {
    faults.push(
      'KOPPEL_SANDBOX_DATABASE_URL must not be the database of DATABASE_URL: flows of the demo may write there',
    );
  }
  if (settings.PORT === 65535 && settings.KOPPEL_SANDBOX_PORT === undefined) {
    faults.push('PORT leaves no port after it for the demo shops; choose a lower one, or set KOPPEL_SANDBOX_PORT');
  }
  return faults;
}

function sameDatabase(one: string, other: string | undefined): boolean {
  const placeOf = (address: string) => {
    const { hostname, port, pathname } = new URL(address);
    return `${hostname}:${port || '5432'}${pathname}`;
  };
  return other !== undefined && placeOf(one) === placeOf(other);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

// The text itself never goes into the message: it is a secret, also when it is a wrong one.
function readKey(text: string, context: z.RefinementCtx): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length === 32) return key;
  context.addIssue('must be 32 random bytes as base64 or hex; "openssl rand -base64 32" makes one');
  return z.NEVER;
}

function readList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function unreadable(faults: string[]): StartFault {
  return new StartFault(
    `Koppel cannot start with these settings:\n${faults.map((fault) => `  - ${fault}.`).join('\n')}`,
  );
}
