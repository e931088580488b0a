import type { Language } from '#flows/words.ts';

/** How long an answer took, for experts: in milliseconds below a second. */
export function sayAnswerTime(language: Language, milliseconds: number): string {
  if (milliseconds >= 1000) return sayDuration(language, milliseconds);
  const format = { style: 'unit', unit: 'millisecond', unitDisplay: 'short', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(language, format).format(milliseconds);
}

/** A stretch of time for people: tenths below ten seconds, then the two largest units. */
export function sayDuration(language: Language, milliseconds: number): string {
  const say = (value: number, unit: 'second' | 'minute' | 'hour' | 'day', digits = 0) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  const whole = Math.max(0, milliseconds) / 1000;
  if (whole < 9.95) return say(whole, 'second', 1);
  const seconds = Math.round(whole);
  if (seconds < 60) return say(seconds, 'second');
  const pair = (size: number, unit: 'minute' | 'hour' | 'day', rest: number, small: 'second' | 'minute' | 'hour') => {
    const left = Math.floor((seconds % size) / rest);
    const large = say(Math.floor(seconds / size), unit);
    return left === 0 ? large : `${large} ${say(left, small)}`;
  };
  if (seconds < 3600) return pair(60, 'minute', 1, 'second');
  if (seconds < 86_400) return pair(3600, 'hour', 60, 'minute');
  return pair(86_400, 'day', 3600, 'hour');
}
