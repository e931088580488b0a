import { IconArrowsLeftRight, IconCloudDownload, IconFilter, IconSend, type TablerIcon } from '@tabler/icons-react';
import type { KindId } from '#flows/kinds/ids.ts';

/** A new kind does not compile until it has its icon here. */
export const kindIcons: Record<KindId, TablerIcon> = {
  source: IconCloudDownload,
  datamapper: IconArrowsLeftRight,
  filter: IconFilter,
  target: IconSend,
};
