import { houseFunctions } from '#flows/mapping/functions/house.ts';
import { type HouseFunction, subjects } from '#flows/mapping/functions/house-function.ts';
import told from '#flows/mapping/functions/words.json';
import type { Words } from '#flows/words.ts';

export type ToldFunction = Pick<HouseFunction, 'call' | 'example' | 'subject'> & {
  name: string;
  title: Words;
  about: Words;
};
type Subject = { subject: HouseFunction['subject']; title: Words; functions: ToldFunction[] };

const wordsOf: Record<string, { title: Words; about: Words }> = told.functions;

const all = Object.entries(houseFunctions).flatMap(([name, { call, example, subject }]): ToldFunction[] => {
  const texts = wordsOf[name];
  return texts ? [{ name, call, example, subject, ...texts }] : [];
});

/** The functions by what they are about, as far as their name or what is said of them holds the text. */
export function findFunctions(text: string, say: (words: Words) => string): Subject[] {
  const wanted = text.trim().replace(/^\$/, '').toLowerCase();
  const holds = ({ name, title, about }: ToldFunction) =>
    [name, say(title), say(about)].some((part) => part.toLowerCase().includes(wanted));
  return subjects
    .map((subject) => ({
      subject,
      title: told.subjects[subject],
      functions: all.filter((each) => each.subject === subject && holds(each)),
    }))
    .filter(({ functions }) => functions.length > 0);
}
