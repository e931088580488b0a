import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import dictionary from './sandbox/dictionary.json' with { type: 'json' };

const specs = path.join(import.meta.dirname, '../../../../shared/reference/specs/accountview');
const Columns = z.array(
  z.object({ FIELD_NAME: z.string(), FIELD_TYPE: z.string(), FIELD_LEN: z.number(), FLD_FMT: z.string() }),
);
function fileOf(table: string): string {
  return path.join(specs, `${table.toLowerCase()}.json`);
}

const tables = ['CONTACT', 'DJ_PAGE', 'DJ_LINE', 'VAT'] as const;

test.skipIf(!existsSync(specs)).each(tables)('the columns of %s are as the program itself describes them', (table) => {
  const described = Columns.parse(JSON.parse(readFileSync(fileOf(table), 'utf8')));
  for (const { name, type, length, upper } of dictionary[table])
    expect(described).toContainEqual({
      ...{ FIELD_NAME: name, FIELD_TYPE: type, FIELD_LEN: length },
      FLD_FMT: upper ? expect.stringContaining('!') : expect.any(String),
    });
});
