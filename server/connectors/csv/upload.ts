import type { Place } from '../files/place.ts';
import type { Options as ReadingOptions } from '../files/reading.ts';

type Options = ReadingOptions & { file: string };

/** The one file that a person brought, or one in the folder that the operator opened. */
export const upload: Place<Record<string, never>, Options> = {
  single: true,
  url: () => null,
  async open({ openFile }, { file }) {
    const opened = await openFile(file);
    const { name, bytes, stamp } = opened;
    return {
      list: async () => [{ path: file, name, bytes, stamp, changedAt: null }],
      open: async (_file, from) => opened.read(from),
      close() {
        // Nothing stays open behind a file that is at hand.
      },
    };
  },
};
