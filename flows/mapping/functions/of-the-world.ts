import { type Focus, libraryNative, type Registered } from '../library-natives.ts';
import { draw, worldOf } from '../world.ts';

const fromMillis = libraryNative('fromMillis').implementation;
const toMillis = libraryNative('toMillis').implementation;

/**
 * Jsonata's functions that look at the real clock or throw real dice (jsonata 2.2.2, read): here they ask the world that is
 * handed in. Arguments and formats stay the library's.
 */
export const worldFunctions: Readonly<Record<string, Registered>> = {
  now: {
    signature: '<s?s?:s>',
    implementation(picture?: string, zone?: string) {
      return fromMillis(worldOf(this).now, picture, zone);
    },
  },
  millis: {
    signature: '<:n>',
    implementation() {
      return worldOf(this).now;
    },
  },
  random: {
    signature: '<:n>',
    implementation() {
      return draw(worldOf(this));
    },
  },
  shuffle: { signature: '<a:a>', implementation: shuffle },
  // A time of day without a day is completed with today.
  toMillis: {
    signature: '<s-s?:n>',
    implementation(text?: string, picture?: string) {
      if (picture === undefined) return toMillis(text);
      return toMillis.call({ environment: { timestamp: new Date(worldOf(this).now) } }, text, picture);
    },
  },
};

function shuffle(this: Focus, list?: unknown[]): unknown[] | undefined {
  if (list === undefined || list.length <= 1) return list;
  const world = worldOf(this);
  const result = [...list];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = Math.floor(draw(world) * (at + 1));
    [result[at], result[other]] = [result[other], result[at]];
  }
  return result;
}
