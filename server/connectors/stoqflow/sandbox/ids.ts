/** The characters of a Meteor id: none that looks like another. Case counts. */
const characters = '23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz';

/** An id of 17 characters; the same kind and number always give the same. */
export function idOf(kind: string, number: number): string {
  let state = [...`${kind}:${number}`].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 17);
  let id = '';
  while (id.length < 17) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    id += characters[state % characters.length];
  }
  return id;
}
