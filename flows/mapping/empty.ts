import { MappingFault } from './fault.ts';
import type { Json } from './plain.ts';
import type { IfEmpty } from './rows.ts';

/** What becomes of a field whose formula gives nothing. */
export function whenEmpty(ifEmpty: IfEmpty, path: string): Json | undefined {
  if (ifEmpty.do === 'stop') throw new MappingFault({ code: 'mapping.required-empty', params: { field: path } });
  if (ifEmpty.do === 'use') return ifEmpty.value;
  return ifEmpty.do === 'null' ? null : undefined;
}
