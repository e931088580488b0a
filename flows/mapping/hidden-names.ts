/**
 * Whether JSON text may hold one of these names, as it is or with a letter written as \u005f. Nearly no text does, and
 * this look is so much quicker than a closer one that it pays to ask first.
 */
export const mayHold = (text: string, ...names: string[]): boolean =>
  text.includes('\\u') || names.some((name) => text.includes(name));

/** The same for the names by which JSON changes prototypes when it is parsed carelessly; a mark of byte order counts too. */
export const needsCare = (text: string): boolean =>
  text.charCodeAt(0) === 0xfeff || mayHold(text, '__proto__', 'constructor');
