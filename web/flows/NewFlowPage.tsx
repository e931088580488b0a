import { Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { Template } from '#flows/api/flows.ts';
import { useRoute } from '#web/api/queries.ts';
import { useSystemName } from '#web/connections/SystemMark.tsx';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingRows } from '#web/shell/LoadingPage.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import { BlankFlowCard } from './BlankFlowCard.tsx';
import styles from './flows.module.css';
import { demoFirst, matching } from './slots.ts';
import { TemplateCard } from './TemplateCard.tsx';
import { UseTemplate } from './UseTemplate.tsx';
import words from './words.json';

/** Ready-made flows first, the empty canvas last. */
export function NewFlowPage() {
  const say = useSay();
  const templates = useRoute('listTemplates', {}, { staleTime: Number.POSITIVE_INFINITY });
  const connectors = useRoute('listConnectors', {}, { staleTime: Number.POSITIVE_INFINITY });
  const [chosen, setChosen] = useState<Template | null>(null);
  const [asked, setAsked] = useState('');
  const nameOf = useSystemName();
  const textsOf = ({ title, about, slots }: Template) => [
    ...[say(title), say(about)],
    ...Object.values(slots).map(({ connector }) => nameOf(connector)),
  ];
  const found = matching(templates.data?.items ?? [], asked, textsOf);
  const withDemo = (connectors.data?.items ?? []).filter((each) => each.sandbox).map((each) => each.id);
  return (
    <PageFrame title={say(words.newFlow)} about={say(words.newAbout)}>
      {templates.isPending && <LoadingRows />}
      {templates.isError && <ErrorState error={templates.error} again={() => templates.refetch()} />}
      {templates.data && (
        <TextInput
          mb='md'
          maw={420}
          aria-label={say(words.searchReady)}
          placeholder={say(words.searchReady)}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={asked}
          onChange={(event) => setAsked(event.currentTarget.value)}
        />
      )}
      {templates.data && found.length === 0 && (
        <Text c='dimmed' mb='md'>
          {say(words.nothingReady)}
        </Text>
      )}
      {templates.data && (
        <div className={styles.cards}>
          {demoFirst(found, withDemo).map((template) => (
            <TemplateCard key={template.id} template={template} choose={() => setChosen(template)} />
          ))}
          <BlankFlowCard />
        </div>
      )}
      {chosen && <UseTemplate template={chosen} close={() => setChosen(null)} />}
    </PageFrame>
  );
}
