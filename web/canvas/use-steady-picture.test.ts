import { expect, test } from 'vitest';
import { inSight } from './use-steady-picture.ts';

const canvas = { width: 500, height: 400 };
const view = { x: 0, y: 0, zoom: 1 };

test('a step in sight leaves the picture where it is', () => {
  expect(inSight({ x: 100, y: 100, width: 200, height: 100 }, view, canvas)).toEqual(view);
});

test('a step behind the right edge is brought just into sight', () => {
  expect(inSight({ x: 450, y: 100, width: 200, height: 100 }, view, canvas)).toEqual({ x: -174, y: 0, zoom: 1 });
});

test('a step above the upper edge is brought down, with the zoom taken into account', () => {
  const seen = inSight({ x: 100, y: -100, width: 200, height: 100 }, { ...view, zoom: 0.5 }, canvas);
  expect(seen).toEqual({ x: 0, y: 74, zoom: 0.5 });
});
