export type Result = { fault: string; held: number; broken: string[]; slowest: number };

/** What held and what did not, one fault a line, as it can stand in a Markdown file. */
export function printTable(results: Result[]): void {
  const lines = results.map(({ fault, held, broken, slowest }) => [
    fault,
    String(held + broken.length),
    broken.length === 0 ? 'held' : `broken ${broken.length}`,
    held === 0 ? '-' : `${(slowest / 1000).toFixed(1)} s`,
  ]);
  const table = [['fault', 'seeds', 'promise', 'slowest recovery'], ['---', '---', '---', '---'], ...lines];
  for (const cells of table) console.log(`| ${cells.join(' | ')} |`);
}
