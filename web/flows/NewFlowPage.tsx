import { useState } from 'react';
import type { Template } from '#flows/api/flows.ts';
import { useRoute } from '#web/api/queries.ts';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingRows } from '#web/shell/LoadingPage.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import { BlankFlowCard } from './BlankFlowCard.tsx';
import styles from './flows.module.css';
import { demoFirst } from './slots.ts';
import { TemplateCard } from './TemplateCard.tsx';
import { UseTemplate } from './UseTemplate.tsx';
import words from './words.json';

/** Ready-made flows first, the empty canvas last. */
export function NewFlowPage() {
  const say = useSay();
  const templates = useRoute('listTemplates', {}, { staleTime: Number.POSITIVE_INFINITY });
  const connectors = useRoute('listConnectors', {}, { staleTime: Number.POSITIVE_INFINITY });
  const [chosen, setChosen] = useState<Template | null>(null);
  const withDemo = (connectors.data?.items ?? []).filter((each) => each.sandbox).map((each) => each.id);
  return (
    <PageFrame title={say(words.newFlow)} about={say(words.newAbout)}>
      {templates.isPending && <LoadingRows />}
      {templates.isError && <ErrorState error={templates.error} again={() => templates.refetch()} />}
      {templates.data && (
        <div className={styles.cards}>
          {demoFirst(templates.data.items, withDemo).map((template) => (
            <TemplateCard key={template.id} template={template} choose={() => setChosen(template)} />
          ))}
          <BlankFlowCard />
        </div>
      )}
      {chosen && <UseTemplate template={chosen} close={() => setChosen(null)} />}
    </PageFrame>
  );
}
