import * as z from 'zod';
import type { Source } from '../connector.ts';
import { defineSource } from '../define.ts';
import { folderShape, readingShape } from './options.ts';
import type { Place } from './place.ts';
import { readOne, readPage } from './reading.ts';
import samples from './samples.json' with { type: 'json' };
import words from './words.json' with { type: 'json' };

const Options = z.object({ ...folderShape, ...readingShape });
/** What a person says of the files of a folder. */
export type SourceOptions = z.infer<typeof Options>;

/** Records of the files of a folder, wherever that folder lies. */
export const folderSource = <Settings extends Record<string, unknown>>(
  place: Place<Settings, SourceOptions>,
  factsFrom: string,
): Source<Settings> =>
  defineSource<Settings, SourceOptions>({
    title: words.records,
    confidence: 'documented',
    factsFrom,
    options: Options,
    samples,
    exampleOptions: { folder: '/export', pattern: '*.csv', settleSeconds: 0, numberColumns: 'stock, price' },
    read: (context, options, cursor) => readPage(place, context, options, cursor),
    readOne: (context, options, key) => readOne(place, context, options, key),
  });
