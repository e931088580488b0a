/** Shorter secrets would black out half of every text and hide little. */
const shortest = 4;

/** Fields whose values are secret wherever they appear: tokens that are fetched on the way are not known beforehand. */
const names = '(?:(?:access|refresh|id|partner|auth|session)_?)?token|client_?secret|secret|password|api[_-]?key';
/** Nearly no text has such a name: where none stands, nobody need look for its value. */
const mayName = /token|secret|password|api[_-]?key/i;
const inQuery = new RegExp(`((?:^|[?&])(?:${names})=)[^&#\\s]+`, 'gi');
const inJson = new RegExp(`("(?:${names})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)+(?=")`, 'gi');

/**
 * Takes secrets out of a text, however they were written down: plain, URL- or form-encoded, JSON- or HTML-escaped, or
 * base64, also in the middle of something longer (a Basic header that was echoed). The last step before anything is kept.
 */
export function createScrub(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= shortest).flatMap(writtenForms))];
  const longestFirst = forms
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const known = longestFirst.length > 0 ? new RegExp(longestFirst.join('|'), 'g') : null;
  return (text) => {
    const withoutKnown = known ? text.replace(known, '***') : text;
    if (!mayName.test(withoutKnown)) return withoutKnown;
    return withoutKnown.replace(inQuery, '$1***').replace(inJson, '$1***');
  };
}

function writtenForms(secret: string): string[] {
  const url = encodeURIComponent(secret);
  const form = new URLSearchParams({ x: secret }).toString().slice(2);
  const json = JSON.stringify(secret).slice(1, -1);
  const encoded = [url, form].flatMap((it) => [it, it.replace(/%../g, (code) => code.toLowerCase())]);
  return [secret, ...encoded, json, json.replaceAll('/', '\\/'), htmlEscaped(secret), ...base64Forms(secret)];
}

const htmlEscaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The characters that stay the same whatever stands before and after the secret, for each of the three alignments. */
function base64Forms(secret: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const steady = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)] as const;
    return [bytes.toString('base64').slice(...steady), bytes.toString('base64url').slice(...steady)];
  });
}
