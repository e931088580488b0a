/** Several key columns make one business key: `NL|1042`. A bar within a value is written `\|`. */
export const keyText = (values: readonly string[]): string =>
  values.map((value) => value.replace(/[\\|]/g, '\\$&')).join('|');

export function keyValues(text: string): string[] {
  const values = [''];
  for (const [piece] of text.matchAll(/\\.|[^\\]|\\$/gsu)) {
    if (piece === '|') values.push('');
    else values.push(`${values.pop() ?? ''}${piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece}`);
  }
  return values;
}
