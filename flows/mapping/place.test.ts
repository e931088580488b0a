import { describe, expect, it } from 'vitest';
import { place } from './place.ts';
import type { JsonObject } from './plain.ts';

describe('a place in a result', () => {
  it('is never one in the prototypes of JavaScript, even for a path that should have been refused', () => {
    const result: JsonObject = {};
    place(result, ['__proto__', 'polluted'], true);
    place(result, ['constructor', 'prototype', 'polluted'], true);
    expect('polluted' in {}).toBe(false);
  });
});
