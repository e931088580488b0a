/** Whether a file's name fits a pattern with * and ?, however it is spelled; one pass, so that no pattern takes long. */
export function fits(name: string, pattern: string): boolean {
  const [text, wanted] = [name.toLowerCase(), pattern.toLowerCase()];
  let [at, by] = [0, 0];
  let [star, mark] = [-1, 0];
  while (at < text.length) {
    if (wanted[by] === '*') {
      star = by;
      by += 1;
      mark = at;
    } else if (wanted[by] === '?' || (by < wanted.length && wanted[by] === text[at])) {
      at += 1;
      by += 1;
    } else if (star >= 0) {
      by = star + 1;
      mark += 1;
      at = mark;
    } else return false;
  }
  return [...wanted.slice(by)].every((character) => character === '*');
}

/** Names under which files are written before they are whole. */
const unfinished = /^\.|\.(?:part|tmp|temp|filepart|crdownload|writing|lock)$/i;

export const isFinished = (name: string) => !unfinished.test(name);
