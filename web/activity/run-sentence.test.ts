import { expect, it } from 'vitest';
import { languages } from '#flows/words.ts';
import { countsSentence, runSentence } from './run-sentence.ts';

const nothing = { read: 0, sent: 0, alreadyThere: 0, leftOut: 0, attention: 0, waiting: 0 };
const startedAt = '2026-11-01T10:00:00.000Z';
const endedAt = '2026-11-01T10:00:04.000Z';
const now = Date.parse('2026-11-01T10:00:02.000Z');

it('says what became of a run in one sentence', () => {
  const counts = { ...nothing, read: 12, sent: 8, leftOut: 3, attention: 1 };
  expect(runSentence('en', { counts, mode: 'live', startedAt, endedAt }, now)).toBe(
    '12 items checked, 8 sent, 3 left out, 1 needs attention – took 4 sec.',
  );
  expect(runSentence('nl', { counts, mode: 'live', startedAt, endedAt }, now)).toBe(
    '12 items gecontroleerd, 8 verstuurd, 3 overgeslagen, 1 heeft aandacht nodig – duurde 4 sec.',
  );
});

it('says of a try-out what would be sent', () => {
  const counts = { ...nothing, read: 1, sent: 1 };
  expect(runSentence('en', { counts, mode: 'try', startedAt, endedAt }, now)).toBe(
    '1 item checked, 1 would be sent – took 4 sec.',
  );
});

it('says how long a run has been going while it is', () => {
  const counts = { ...nothing, read: 2, waiting: 2 };
  expect(runSentence('en', { counts, mode: 'live', startedAt, endedAt: null }, now)).toBe(
    '2 items checked, 2 waiting – 2 sec so far.',
  );
});

it('says so when nothing came in, in every language', () => {
  const said = languages.map((language) =>
    runSentence(language, { counts: nothing, mode: 'live', startedAt, endedAt }, now),
  );
  expect(said[0]).toBe('Nothing new was found – took 4 sec.');
  expect(new Set(said).size).toBe(languages.length);
});

it('says in a list only what became of the items', () => {
  const counts = { ...nothing, read: 12, alreadyThere: 11, waiting: 1 };
  expect(countsSentence('en', { counts, mode: 'live', startedAt, endedAt: null })).toBe('11 already there, 1 waiting');
  expect(countsSentence('en', { counts: nothing, mode: 'live', startedAt, endedAt })).toBe('Nothing new was found');
});
