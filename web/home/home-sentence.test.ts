import { expect, test } from 'vitest';
import { sayIn } from '#flows/say.ts';
import { homeSentence } from './home-sentence.ts';

const on = { on: true, hold: null, lastRun: null };
const off = { ...on, on: false };
const failed = { ...on, lastRun: { status: 'failed' as const } };
const held = { ...on, hold: { code: 'connection.lost', params: {} } };

const said = (flows: Parameters<typeof homeSentence>[0], attention = 0) => {
  const { words, params } = homeSentence(flows, attention);
  return sayIn('en', words, params);
};

test('without flows it invites to set one up', () => {
  expect(said([])).toMatch(/Nothing is set up yet/);
});

test('a flow on hold comes before everything else', () => {
  expect(said([held, on], 3)).toBe('1 flow is on hold and waits for you.');
});

test('a flow whose last run failed is not called well', () => {
  expect(said([failed, on], 2)).toBe('The last run of 1 flow failed.');
  expect(said([{ ...failed, on: false }, on])).toBe('1 of 2 flows is on and everything went well.');
});

test('items that need attention are counted in words', () => {
  expect(said([on], 1)).toBe('1 item needs your attention.');
  expect(said([on], 1200)).toBe('1,200 items need your attention.');
});

test('when all is well it says so', () => {
  expect(said([on])).toBe('Your flow is on and everything went well.');
  expect(said([on, on])).toBe('All 2 flows are on and everything went well.');
});

test('flows that are paused are not hidden behind good news', () => {
  expect(said([on, off])).toBe('1 of 2 flows is on and everything went well.');
  expect(said([off])).toBe('No flow is on at the moment.');
});
