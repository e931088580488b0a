import type { Connection } from '#flows/api/connections.ts';
import type { ConnectorInfo, LookupInfo, SourceInfo, TargetInfo } from '#flows/api/connectors.ts';
import type { FlowNode } from '#flows/graph.ts';
import { TargetSettings } from '#flows/kinds/target.ts';
import { useRoute } from '#web/api/queries.ts';

/** What a step's settings point at; null where nothing is chosen yet or where it is gone. */
export type Chosen = {
  settings: TargetSettings;
  connection: Connection | null;
  connector: ConnectorInfo | null;
  source: SourceInfo | null;
  lookup: LookupInfo | null;
  target: TargetInfo | null;
};

export type Systems = {
  connections: Connection[];
  connectors: ConnectorInfo[];
  chosenBy(node: FlowNode): Chosen;
};

/** The systems of the organization, and what each step uses of them. */
export function useSystems(): Systems {
  const connectors = useRoute('listConnectors', {}, { staleTime: Number.POSITIVE_INFINITY }).data?.items ?? [];
  const connections = useRoute('listConnections', {}).data?.items ?? [];
  return {
    connections,
    connectors,
    chosenBy(node) {
      const settings = operationSettings(node.settings);
      const connection = connections.find((it) => it.id === settings.connection) ?? null;
      const connector = connectors.find((it) => it.id === connection?.connector) ?? null;
      const { operation } = settings;
      return {
        settings,
        connection,
        connector,
        source: (operation !== null && connector?.sources[operation]) || null,
        lookup: (operation !== null && connector?.lookups[operation]) || null,
        target: (operation !== null && connector?.targets[operation]) || null,
      };
    },
  };
}

/** A source's settings hold those of a target and more; what does not parse counts as not chosen yet. */
function operationSettings(settings: Record<string, unknown>): TargetSettings {
  const parsed = TargetSettings.safeParse(settings);
  return parsed.success ? parsed.data : TargetSettings.parse({});
}
