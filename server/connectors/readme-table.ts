import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Connector } from './connector.ts';
import { loadConnectors } from './registry.ts';

export const readme = path.join(import.meta.dirname, '../../README.md');

const [start, end] = [
  '<!-- connectors: written by `node server/connectors/readme-table.ts` -->',
  '<!-- /connectors -->',
];

/** The README with its table of connectors as they are now. */
export function withTable(text: string, connectors: ReadonlyMap<string, Connector>): string {
  const [before, after] = [text.indexOf(start), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error('The README has lost the marks around its table of connectors');
  return `${text.slice(0, before)}${start}\n\n${tableOf(connectors)}\n\n${text.slice(after)}`;
}

function tableOf(connectors: ReadonlyMap<string, Connector>): string {
  const rows = [...connectors.values()].flatMap((connector) => [
    ...Object.values(connector.sources).map((it) => row(connector, `get ${it.title.en}`, it)),
    ...Object.values(connector.lookups ?? {}).map((it) => row(connector, `look up ${it.title.en}`, it)),
    ...Object.values(connector.targets).map((it) => row(connector, `send ${it.title.en}`, it)),
  ]);
  const lines = [['system', 'operation', 'contract', 'facts from'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const written = lines.map((cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`);
  return [written[0], `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...written.slice(1)].join('\n');
}

const row = (
  { title, sandbox }: Connector,
  operation: string,
  { confidence, factsFrom = '' }: { confidence: string; factsFrom?: string },
) => [title.en, operation, sandbox ? confidence : `${confidence}, no system behind it`, factsFrom];

if (import.meta.main) await writeFile(readme, withTable(await readFile(readme, 'utf8'), await loadConnectors()));
