import { Card, Group, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { RecordSummary } from '#flows/api/runs.ts';
import { Moment } from '#web/activity/Moment.tsx';
import { useRoute } from '#web/api/queries.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import styles from './home.module.css';
import { stillOpen } from './still-open.ts';
import words from './words.json';

const shown = 5;

/** What needs attention now: see `stillOpen`. */
export function useAttention() {
  const found = useRoute('searchRecords', { query: { outcome: 'attention', limit: 200 } }, { refetchInterval: 30_000 });
  const records = stillOpen(found.data?.items ?? []);
  return { records: records.slice(0, shown), count: records.length, more: records.length > shown };
}

type Props = { records: RecordSummary[]; count: number; more: boolean };

export function Attention({ records, count, more }: Props) {
  const say = useSay();
  if (count === 0) return null;
  return (
    <Card component='section' aria-labelledby='attention' className={styles.attention}>
      <Group justify='space-between' mb='xs'>
        <Group gap='xs'>
          <IconAlertTriangle size={20} aria-hidden className={styles.attentionIcon} />
          <Title order={2} size='h4' id='attention'>
            {say(words.attention)}
          </Title>
        </Group>
        <AnchorLink to='/activity' search={{ tab: 'items', outcome: 'attention' }} size='sm' fw={600}>
          {say(more ? words.seeAll : words.openActivity, { count })}
        </AnchorLink>
      </Group>
      <ul className={styles.records}>
        {records.map((record) => (
          <Row key={`${record.run}-${record.no}`} record={record} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ record }: { record: RecordSummary }) {
  const problem = useProblem();
  const said = record.problem && problem(record.problem);
  return (
    <li className={styles.record}>
      <div>
        <AnchorLink to='/runs/$runId/records/$no' params={{ runId: record.run, no: String(record.no) }} fw={600}>
          {record.title}
        </AnchorLink>
        <Text size='sm'>{said?.title}</Text>
      </div>
      <Text size='sm' c='dimmed' className={styles.recordWhere}>
        {record.flow.name} · <Moment at={record.at} />
      </Text>
    </li>
  );
}
