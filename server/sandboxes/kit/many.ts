import type { Json } from '#server/connectors/connector.ts';

export type Document = { [name: string]: Json };

/**
 * A list of any length that takes no room: what stands at a place is made anew each time it is asked for, and only what
 * people and programs did to it is remembered. Plain JSON, so it is a part of a sandbox's world.
 */
export type Many = {
  /** How many were there from the start. */
  size: number;
  /** When each further one came. */
  added: string[];
  /** What was changed since, by place. */
  changed: Record<string, { at: string; fields: Document }>;
};

export type ManyDescription = {
  /** The number of the first one; the others follow. */
  firstNumber: number;
  /** What stands at a place; the same place and moment always give the same. */
  make(place: number, number: string, at: string): Document;
};

export const newMany = (size: number): Many => ({ size, added: [], changed: {} });

/** All that was there from the start lies within this time before the world was opened. */
const spanMs = 20 * 86_400_000;

/** A list at a moment: ordered by when things changed last, as "changed since" wants it. */
export class ManyView {
  readonly #many: Many;
  readonly #it: ManyDescription;
  readonly #openedAt: number;

  constructor(many: Many, it: ManyDescription, openedAt: string) {
    this.#many = many;
    this.#it = it;
    this.#openedAt = Date.parse(openedAt);
  }

  get total(): number {
    return this.#many.size + this.#many.added.length;
  }

  /** How many changed since a moment; all of them without one. */
  count(since: string | null): number {
    return this.#untouched(since).length + this.#moved(since).length;
  }

  /** A piece of what changed since. */
  slice(since: string | null, from: number, to: number): Document[] {
    const untouched = this.#untouched(since);
    const places = Array.from({ length: Math.max(0, Math.min(to, untouched.length) - from) }, (_, i) =>
      untouched.placeAt(from + i),
    );
    const moved = this.#moved(since).slice(Math.max(0, from - untouched.length), Math.max(0, to - untouched.length));
    return [...places, ...moved.map(({ place }) => place)].map((place) => this.#at(place));
  }

  /** Those of them that fit, told by their place and by what was changed; nothing is made but what is asked for. */
  select(since: string | null, fits: (place: number, changed: Document | undefined) => boolean) {
    const untouched = this.#untouched(since);
    const places = [
      ...Array.from({ length: untouched.length }, (_, nth) => untouched.placeAt(nth)),
      ...this.#moved(since).map(({ place }) => place),
    ].filter((place) => fits(place, this.#many.changed[place]?.fields));
    return {
      count: places.length,
      slice: (from: number, to: number) => places.slice(from, to).map((place) => this.#at(place)),
    };
  }

  byNumber(number: string): Document | null {
    const place = this.#placeOf(number);
    return place === null ? null : this.#at(place);
  }

  /** One more; gives its number. */
  add(now: Date): string {
    this.#many.added.push(now.toISOString());
    return this.#numberAt(this.total - 1);
  }

  /** Changes fields of one; false where there is none with this number. */
  change(number: string, fields: Document, now: Date): boolean {
    const place = this.#placeOf(number);
    if (place === null) return false;
    this.#many.changed[place] = {
      at: now.toISOString(),
      fields: { ...this.#many.changed[place]?.fields, ...fields },
    };
    return true;
  }

  #at(place: number): Document {
    const change = this.#many.changed[place];
    const made = this.#it.make(place, this.#numberAt(place), change?.at ?? this.#since(place));
    return { ...made, ...change?.fields };
  }

  #numberAt = (place: number) => String(this.#it.firstNumber + place);

  #placeOf(number: string): number | null {
    const place = Number(number) - this.#it.firstNumber;
    return Number.isInteger(place) && place >= 0 && place < this.total ? place : null;
  }

  /** When the one at a place came. */
  #since(place: number): string {
    const { size, added } = this.#many;
    return (
      added[place - size] ??
      new Date(this.#openedAt - Math.round((spanMs * (size - place)) / size / 1000) * 1000).toISOString()
    );
  }

  /** Those from the start that nobody changed; found by counting, so that a long list costs no more than a short one. */
  #untouched(since: string | null) {
    const { size, changed } = this.#many;
    const age = since === null ? spanMs : this.#openedAt - Date.parse(since);
    const guess = Math.min(size, Math.max(0, Math.floor(size - (size * age) / spanMs) - 1));
    let first = since === null ? 0 : guess;
    while (since !== null && first < size && this.#since(first) < since) first += 1;
    const gone = Object.keys(changed)
      .map(Number)
      .filter((place) => place >= first && place < size)
      .sort((a, b) => a - b);
    return {
      length: size - first - gone.length,
      placeAt: (nth: number) => gone.reduce((place, it) => (it <= place ? place + 1 : place), first + nth),
    };
  }

  #moved(since: string | null) {
    const { size, added, changed } = this.#many;
    const places = new Set([...added.map((_, nth) => size + nth), ...Object.keys(changed).map(Number)]);
    return [...places]
      .map((place) => ({ place, at: changed[place]?.at ?? this.#since(place) }))
      .filter(({ at }) => since === null || at >= since)
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.place - b.place));
  }
}
