import { datamapper } from './datamapper.ts';
import { filter } from './filter.ts';
import type { KindId } from './ids.ts';
import type { Kind } from './kind.ts';
import { lookup } from './lookup.ts';
import { source } from './source.ts';
import { target } from './target.ts';

/** Every kind by its id, in the order of the palette. */
export const kinds: Record<KindId, Kind> = { source, datamapper, filter, lookup, target };
