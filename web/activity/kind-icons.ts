import {
  IconArrowsExchange,
  IconDownload,
  IconFilter,
  IconListSearch,
  IconSend,
  type TablerIcon,
} from '@tabler/icons-react';
import type { KindId } from '#flows/kinds/ids.ts';

/** The icons of the canvas. A new kind does not compile until it has its icon here. */
export const kindIcons: Record<KindId, TablerIcon> = {
  source: IconDownload,
  datamapper: IconArrowsExchange,
  filter: IconFilter,
  lookup: IconListSearch,
  target: IconSend,
};
