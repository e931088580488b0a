import type { FlowNode, Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import { sayIn } from '#flows/say.ts';
import { storeFile } from '#server/connections/files.ts';
import { findConnection } from '#server/connections/sealed.ts';
import { fileNames } from '#server/connectors/form.ts';
import { StartFault } from '#server/launch/start-fault.ts';
import type { Services } from '#server/services.ts';
import { terminalLanguage } from './arguments.ts';
import words from './words.json' with { type: 'json' };

/** Puts a person's file in the place of every file that the flow's sources ask for. */
export async function giveFile(
  services: Services,
  organizationId: string,
  graph: Graph,
  file: { name: string; content: Buffer },
): Promise<Graph> {
  const { id } = await storeFile(services, organizationId, file);
  let used = false;
  const nodes = await Promise.all(
    graph.nodes.map(async (node): Promise<FlowNode> => {
      if (kinds[node.kind].inputs !== 0) return node;
      const settings = SourceSettings.parse(node.settings);
      const names = await fileOptions(services, organizationId, settings);
      used ||= names.length > 0;
      const given = Object.fromEntries(names.map((name) => [name, id]));
      return { ...node, settings: { ...settings, options: { ...settings.options, ...given } } };
    }),
  );
  if (!used) throw new StartFault(sayIn(terminalLanguage(), words['file-not-used']));
  return { ...graph, nodes };
}

async function fileOptions(services: Services, organizationId: string, settings: SourceSettings): Promise<string[]> {
  const row = settings.connection ? await findConnection(services, organizationId, settings.connection) : null;
  const source =
    row && settings.operation ? services.connectors.get(row.connector)?.sources[settings.operation] : undefined;
  return source ? fileNames(source.options) : [];
}
