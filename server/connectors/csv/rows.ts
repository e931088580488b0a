import * as z from 'zod';
import { defineSource } from '../define.ts';
import { readingShape } from '../files/options.ts';
import { readOne, readPage } from '../files/reading.ts';
import { field } from '../form.ts';
import samples from './samples.json' with { type: 'json' };
import { upload } from './upload.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({ file: field(z.string().min(1), { ...words.file, as: 'file' }), ...readingShape });

export const rows = defineSource<Record<string, never>, z.infer<typeof Options>>({
  title: words.rows,
  confidence: 'documented',
  factsFrom: 'RFC 4180, W3C XML 1.0, RFC 8259, ECMA-376',
  options: Options,
  samples,
  read: (context, options, cursor) => readPage(upload, context, options, cursor),
  readOne: (context, options, key) => readOne(upload, context, options, key),
});
