/** The title without the number in front of it, for places that show the number already. */
export function titleBeside(key: string, title: string): string {
  const rest = title.slice(key.length);
  // 1042 does not stand in front of "10425 · Mug".
  if (!title.startsWith(key) || /^[\p{L}\p{N}]/u.test(rest)) return title;
  return rest.replace(/^[\s·,:–-]+/, '');
}
