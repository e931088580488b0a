/** "MijnWebwinkel" -> MW, "CSV file" -> CF; what stands in brackets does not count. */
export function initials(title: string): string {
  const words = title
    .replace(/\(.*\)/, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const capitals = [...(words[0] ?? '')].filter((letter) => /\p{Lu}/u.test(letter));
  const letters = words.length > 1 ? words.map((word) => word.charAt(0)) : capitals.length > 1 ? capitals : [...title];
  return letters.slice(0, 2).join('').toUpperCase();
}
