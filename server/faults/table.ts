export type Result = {
  fault: string;
  held: number;
  broken: string[];
  /** Why this machine cannot try it. */
  skipped: string | null;
  slowest: number;
};

/** What held and what did not, one fault a line, as it can stand in a Markdown file. */
export function printTable(results: Result[]): void {
  const lines = results.map((result) => [
    result.fault,
    String(result.held + result.broken.length),
    promiseOf(result),
    result.held === 0 ? '-' : `${(result.slowest / 1000).toFixed(1)} s`,
  ]);
  const table = [['fault', 'seeds', 'promise', 'slowest recovery'], ['---', '---', '---', '---'], ...lines];
  for (const cells of table) console.log(`| ${cells.join(' | ')} |`);
}

function promiseOf({ held, broken, skipped }: Result): string {
  if (broken.length > 0) return `broken ${broken.length}`;
  return held > 0 ? 'held' : (skipped ?? 'not tried');
}
