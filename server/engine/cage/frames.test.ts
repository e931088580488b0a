import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, FrameReader, frameKinds, toBytes } from './frames.ts';

describe('frames', () => {
  it('come out as they went in, however the pipe cuts them', () => {
    const frame = fc.record({ kind: fc.constantFrom(...frameKinds), text: fc.string({ unit: 'grapheme' }) });
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(frame), cuts, (frames, sizes) => {
        const bytes = Buffer.concat(frames.map(({ kind, text }) => toBytes(kind, text)));
        const reader = new FrameReader();
        const found: Frame[] = [];
        for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          reader.push(bytes.subarray(start, start + size));
          start += size;
          for (let next = reader.next(); next; next = reader.next()) found.push(next);
        }
        expect(found).toEqual(frames);
      }),
    );
  });

  it('that claim an absurd length are refused before memory is given to them', () => {
    const reader = new FrameReader();
    reader.push(Buffer.from([0xff, 0xff, 0xff, 0xff, 0]));
    expect(() => reader.next()).toThrow('A broken frame');
  });
});
