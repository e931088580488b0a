import type { KindId } from '#flows/kinds/ids.ts';
import { datamapper } from './datamapper.ts';
import { filter } from './filter.ts';
import { lookup } from './lookup.ts';
import type { Runner } from './runner.ts';
import { source } from './source.ts';
import { target } from './target.ts';

/** What each kind does to a batch; a kind without a runner does not compile. */
export const runners: Record<KindId, Runner> = { source, datamapper, filter, lookup, target };
