import {
  IconArrowsExchange,
  IconDownload,
  IconFilter,
  IconListSearch,
  IconSend,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { FlowNode } from '#flows/graph.ts';
import { DatamapperSettings } from '#flows/kinds/datamapper.ts';
import { FilterSettings } from '#flows/kinds/filter.ts';
import type { KindId } from '#flows/kinds/ids.ts';
import { kinds } from '#flows/kinds/index.ts';
import { LookupSettings } from '#flows/kinds/lookup.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import { sayIn } from '#flows/say.ts';
import type { Language } from '#flows/words.ts';
import { filterSentence } from './filter-sentence.ts';
import { FilterForm } from './settings/FilterForm.tsx';
import { LookupForm } from './settings/LookupForm.tsx';
import { MapperSummary } from './settings/MapperSummary.tsx';
import { SourceForm } from './settings/SourceForm.tsx';
import { SystemForm } from './settings/SystemForm.tsx';
import { saySchedule } from './settings/schedule.ts';
import { stepSides } from './step-sides.ts';
import type { Chosen } from './use-systems.ts';
import words from './words.json';

/** How a kind of step looks and reads; the other half of what flows/kinds says about it. */
type StepView = {
  Icon: TablerIcon;
  /** One of the theme's colours. */
  color: string;
  /** What the settings come down to, in a few words; null when there is nothing to say yet. */
  line(node: FlowNode, language: Language, chosen: Chosen): string | null;
  Settings: ComponentType<{ node: FlowNode }>;
};

export const stepViews: Record<KindId, StepView> = {
  source: {
    Icon: IconDownload,
    color: 'petrol',
    line(node, language, { source }) {
      if (source?.pushed) return sayIn(language, words.asItArrives);
      const parsed = SourceSettings.safeParse(node.settings);
      return parsed.success ? saySchedule(parsed.data, language) : null;
    },
    Settings: SourceForm,
  },
  datamapper: {
    Icon: IconArrowsExchange,
    color: 'violet',
    line(node, language) {
      const parsed = DatamapperSettings.safeParse(node.settings);
      if (!parsed.success) return null;
      const { mapping } = parsed.data;
      if (mapping.mode === 'expression') return sayIn(language, words.byFormula);
      const count = mapping.rows.reduce((sum, row) => sum + ('forEach' in row ? row.rows.length : 1), 0);
      return count === 0 ? null : sayIn(language, words.fieldsMatched, { count });
    },
    Settings: MapperSummary,
  },
  filter: {
    Icon: IconFilter,
    color: 'orange',
    line(node, language) {
      const parsed = FilterSettings.safeParse(node.settings);
      return parsed.success ? filterSentence(parsed.data, language) : null;
    },
    Settings: FilterForm,
  },
  lookup: {
    Icon: IconListSearch,
    color: 'green',
    line(node, language) {
      const { key, as } = LookupSettings.safeParse(node.settings).data ?? {};
      return key && as ? sayIn(language, words.lookedUpBy, { key, name: as }) : null;
    },
    Settings: LookupForm,
  },
  target: { Icon: IconSend, color: 'blue', line: () => null, Settings: SystemForm },
};

/** A step's own name, or what it does: "Get orders from MijnWebwinkel". */
export function stepTitle(node: FlowNode, { connector, source, lookup, target }: Chosen, language: Language): string {
  if (node.name) return node.name;
  const kind = kinds[node.kind].words;
  const side = stepSides[node.kind];
  const operation = side && { source, lookup, target }[side];
  if (!connector || !operation) return kind.title[language];
  const what = inSentence(operation.title[language], language);
  return sayIn(language, kind.verb, { what, system: shortName(connector.title[language]) });
}

/** On a step there is room for "AccountView", not for "AccountView (Visma)". */
const shortName = (title: string) => title.replace(/ \(.*\)$/, '');

/** "Orders" becomes "orders" inside a sentence; German nouns and abbreviations keep their capital. */
const inSentence = (title: string, language: Language) =>
  language === 'de' || /^\p{Lu}{2}/u.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
