import type { Problem } from '#flows/problem.ts';
import { useRoute } from '#web/api/queries.ts';
import { ButtonLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** The problems that a translation list solves. */
const solved: ReadonlySet<string> = new Set(['mapping.value-unknown', 'mapping.table-gone']);

/** The way to the list in which a value is missing, or to making the list. */
export function TableLink({ problem: { code, params } }: { problem: Problem }) {
  const say = useSay();
  const isAsked = solved.has(code);
  const tables = useRoute('listValueTables', {}, { enabled: isAsked });
  if (!isAsked || !tables.data) return null;
  const name = String(params.table);
  const table = tables.data.items.find((each) => each.name === name);
  if (!table)
    return (
      <ButtonLink to='/translations' search={{ make: name }}>
        {say(words.makeTable)}
      </ButtonLink>
    );
  const add = params.value === undefined ? undefined : String(params.value);
  return (
    <ButtonLink to='/translations/$tableId' params={{ tableId: table.id }} search={{ add }}>
      {say(words.toTable, { table: name })}
    </ButtonLink>
  );
}
