import { useLanguage } from './say.ts';

/** Dates and times the reader's way: `time` is exact, `ago` is for people. */
export function useWhen() {
  const language = useLanguage((state) => state.language);
  return {
    time: (iso: string) =>
      new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso)),
    ago(iso: string, now = Date.now()) {
      const seconds = (new Date(iso).getTime() - now) / 1000;
      const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
      for (const [unit, size] of [
        ['day', 86_400],
        ['hour', 3600],
        ['minute', 60],
      ] as const) {
        if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
      }
      return format.format(Math.trunc(seconds), 'second');
    },
  };
}
