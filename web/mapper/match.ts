import type { MappingRow } from '#flows/mapping/rows.ts';
import { type Rows, setForEach, setFormula } from './edit-rows.ts';
import { formulaFor, pathInFormula, type Segment } from './paths.ts';
import type { ListSlot, Slot, ValueSlot } from './slots.ts';
import { isFilled } from './slots.ts';
import { flatten, type SourceField } from './source-fields.ts';
import synonyms from './synonyms.json';

/** Below this two names are not similar enough to guess. */
const enough = 0.7;

/** Fills empty rows from source fields with the same or a similar name. What is filled already stays as it is. */
export function matchFields(rows: Rows, slots: readonly Slot[], source: readonly SourceField[]): MappingRow[] {
  const outside = flatten(source).filter((field) => !isInsideList(field.segments));
  const values = slots.filter((slot) => slot.is === 'value');
  const filled = fillAll(rows, values, outside, null);
  const lists = slots.filter((slot) => slot.is === 'list');
  return lists.reduce<MappingRow[]>((done, slot) => matchList(done, slot, lists, source), filled);
}

function matchList(rows: MappingRow[], slot: ListSlot, lists: readonly ListSlot[], source: readonly SourceField[]) {
  const candidates = flatten(source).filter((field) => field.type === 'list' && field.children.length > 0);
  const walked = slot.row
    ? candidates.find((field) => pathInFormula(field.segments) === slot.row?.forEach.trim())
    : pickList(slot, lists, candidates);
  if (!walked) return rows;
  const forEach = pathInFormula(walked.segments);
  return fillAll(setForEach(rows, slot.address.to, slot.row?.forEach ?? forEach), slot.slots, walked.children, forEach);
}

/** The list with a similar name; when both sides have only one list, these two belong together. */
function pickList(slot: ListSlot, lists: readonly ListSlot[], candidates: readonly SourceField[]) {
  const [only, ...more] = candidates;
  if (only && more.length === 0 && lists.length === 1) return only;
  return candidates.find((field) => similarity(namesOf(slot), namesOfField(field.segments, 0)) >= enough);
}

/** The most similar pairs first; every source field is used once. */
function fillAll(rows: Rows, slots: readonly ValueSlot[], source: readonly SourceField[], forEach: string | null) {
  const leaves = source.filter((field) => field.children.length === 0 && field.type !== 'object');
  const depth = forEach === null ? 0 : Math.min(...leaves.map((field) => field.segments.length)) - 1;
  const pairs = slots
    .filter((slot) => !isFilled(slot) && slot.field?.type !== 'list')
    .flatMap((slot) =>
      leaves
        .filter((field) => field.type !== 'list')
        .map((field) => ({ slot, field, score: similarity(namesOf(slot), namesOfField(field.segments, depth)) })),
    )
    .filter(({ score }) => score >= enough)
    .toSorted((a, b) => b.score - a.score);
  const used = new Set<SourceField | ValueSlot>();
  return pairs.reduce<MappingRow[]>(
    (done, { slot, field }) => {
      if (used.has(slot) || used.has(field)) return done;
      used.add(slot).add(field);
      return setFormula(done, slot.address, formulaFor(field.segments, forEach), slot.field === null);
    },
    [...rows],
  );
}

const isInsideList = (segments: readonly Segment[]) => segments.slice(0, -1).some(({ list }) => list);

/** What a target field is called: its path, and its titles in all languages. */
const namesOf = ({ address, field }: Slot) =>
  [address.to, ...Object.values(field?.title ?? {})].map((name) => wordsOf(name));

const namesOfField = (segments: readonly Segment[], depth: number) => [
  wordsOf(
    segments
      .slice(depth)
      .map(({ name }) => name)
      .join('.'),
  ),
];

const meanings = new Map(Object.entries(synonyms).flatMap(([meaning, names]) => names.map((name) => [name, meaning])));

/** `customerEmail`, `customer_email` and "E-mail address of the customer" have the same words. */
export function wordsOf(name: string): string[] {
  const words = name
    .replace(/e-mail/gi, 'email')
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/(zip|postal|post)[^\p{L}\p{N}]*code/gu, 'postcode')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => meanings.get(word) ?? word);
  return [...new Set(words)].filter((word) => word !== 'of');
}

/** From 0 to 1: how many words two names share; the last word of a path says most and counts double. */
function similarity(targets: readonly string[][], sources: readonly string[][]): number {
  return Math.max(0, ...targets.flatMap((target) => sources.map((source) => shared(target, source))));
}

function shared(a: readonly string[], b: readonly string[]): number {
  const weight = (words: readonly string[], word: string) => (word === words.at(-1) ? 2 : 1);
  const common = a.filter((word) => b.includes(word)).map((word) => weight(a, word) + weight(b, word));
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  // A list of n words weighs n + 1.
  return a.length === 0 || b.length === 0 ? 0 : sum(common) / (a.length + b.length + 2);
}
