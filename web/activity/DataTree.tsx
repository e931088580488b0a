import { useSay } from '#web/words/say.ts';
import styles from './data.module.css';
import { type Branch, type Leaf, readableName } from './data-tree.ts';
import words from './words.json';

type Props = { branches: Branch[]; titles(path: string): string | null };

/** Long lists start folded, so that a big order stays readable. */
const longList = 20;

export function DataTree({ branches, titles }: Props) {
  return (
    <ul className={styles.tree}>
      {branches.map((branch, place) => (
        <li key={branch.name === '' ? place : branch.name}>
          {branch.leaf ? (
            <div className={styles.row}>
              <span className={styles.label} title={branch.name}>
                {labelOf(branch, titles)}
              </span>
              <LeafText leaf={branch.leaf} />
            </div>
          ) : (
            <Folder branch={branch} titles={titles} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Folder({ branch, titles }: { branch: Branch; titles: Props['titles'] }) {
  const say = useSay();
  return (
    <details open={branch.children.length <= longList}>
      <summary className={styles.summary}>
        <span title={branch.name}>{labelOf(branch, titles)}</span>
        {branch.list && <span className={styles.dim}> {say(words.listOf, { count: branch.children.length })}</span>}
      </summary>
      <DataTree branches={branch.children} titles={titles} />
    </details>
  );
}

function labelOf(branch: Branch, titles: Props['titles']): string {
  if (branch.place !== null) return `${branch.place}`;
  return titles(branch.path) ?? readableName(branch.name);
}

function LeafText({ leaf }: { leaf: Leaf }) {
  const say = useSay();
  if (leaf.kind === 'text') return <span className={styles.value}>{leaf.text}</span>;
  const said = { yes: words.yes, no: words.no, empty: words.empty, 'empty-text': words.emptyText }[leaf.kind];
  return <span className={leaf.kind.startsWith('empty') ? styles.dim : styles.value}>{say(said)}</span>;
}
