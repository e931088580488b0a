import type { Problem } from '../problem.ts';
import type { OperationSide, Surroundings } from './kind.ts';

type OperationSettings = { connection: string | null; operation: string | null; options: Record<string, unknown> };

/** What is missing before a step that speaks to a system knows which system to speak to, and how. */
export function missingOperation(
  settings: OperationSettings,
  side: OperationSide,
  surroundings: Surroundings,
): Problem[] {
  if (!settings.connection) return [{ code: 'flow.no-connection', params: {} }];
  if (!settings.operation) return [{ code: 'flow.no-operation', params: {} }];
  const shape = surroundings.operation(settings.connection, settings.operation, side);
  if (!shape) return [{ code: 'flow.connection-gone', params: {} }];
  return shape.missingOptions(settings.options).map((option) => ({ code: 'flow.option-missing', params: { option } }));
}
