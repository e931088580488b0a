import * as z from 'zod';
import { checkMapping } from '../mapping/check.ts';
import { Mapping } from '../mapping/rows.ts';
import { tablesOfMapping } from '../mapping/tables-used.ts';
import { defineKind } from './kind.ts';
import words from './words.json' with { type: 'json' };

/** How fields are matched; see flows/mapping. */
export const DatamapperSettings = z.object({ mapping: Mapping.default({ mode: 'rows', rows: [] }) });
export type DatamapperSettings = z.infer<typeof DatamapperSettings>;

export const datamapper = defineKind({
  id: 'datamapper',
  words: words.datamapper,
  settings: DatamapperSettings,
  inputs: 1,
  ports: ['out'],
  mayFail: true,
  mayEnd: false,
  tables: ({ mapping }) => tablesOfMapping(mapping),
  missing: ({ mapping }) => {
    const empty = mapping.mode === 'rows' ? mapping.rows.length === 0 : mapping.expression.trim() === '';
    return empty ? [{ code: 'flow.nothing-mapped', params: {} }] : checkMapping(mapping).map(({ problem }) => problem);
  },
});
