import type { FastifyBaseLogger } from 'fastify';
import type { TemplateFlow } from '#flows/templates/template.ts';
import type { EnginePorts } from '#server/engine/runner.ts';
import type { Vault } from './access/vault.ts';
import type { Config } from './config.ts';
import type { Connector } from './connectors/connector.ts';
import type { Database } from './database/database.ts';
import type { MayReach } from './outbound/addresses.ts';
import type { SandboxControl } from './sandboxes/control.ts';

/** What the parts of the server share, handed in and never reached for. */
export type Services = Pick<EnginePorts, 'cage' | 'now' | 'random'> & {
  config: Config;
  db: Database;
  vault: Vault;
  connectors: ReadonlyMap<string, Connector>;
  templates: ReadonlyMap<string, TemplateFlow>;
  /** The stand-ins; null where none run. */
  sandboxes: { control: SandboxControl; addressOf(name: string): string } | null;
  mayReach: MayReach;
  log: FastifyBaseLogger;
  /** A new UUID. */
  newId(): string;
};
