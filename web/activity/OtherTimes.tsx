import { Card, Group, Stack, Text, Title } from '@mantine/core';
import type { RecordDetail, RecordSummary } from '#flows/api/runs.ts';
import { useRoute } from '#web/api/queries.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import { outcomeLooks } from './looks.ts';
import { ResultWord } from './ResultWord.tsx';
import { TryOutMark } from './TryOutMark.tsx';
import words from './words.json';

/** Where else the same order, product or stock line came by, in any flow. */
export function OtherTimes({ record }: { record: RecordDetail }) {
  const say = useSay();
  const found = useRoute('searchRecords', { query: { q: record.key } });
  if (!found.data) return null;
  const others = found.data.items.filter(
    (each) => each.key === record.key && !(each.run === record.run && each.no === record.no),
  );
  return (
    <Stack gap='sm' component='section' aria-label={say(words.otherTimes, { key: record.key })}>
      <Title order={2} size='h3'>
        {say(words.otherTimes, { key: record.key })}
      </Title>
      {others.length === 0 ? (
        <Text c='dimmed'>{say(words.otherTimesNone)}</Text>
      ) : (
        <Card py='xs'>
          {others.map((other) => (
            <OtherTime key={`${other.run}/${other.no}`} record={other} />
          ))}
        </Card>
      )}
      {found.data.next && (
        <AnchorLink to='/activity' search={{ q: record.key }} size='sm'>
          {say(words.moreTimes)}
        </AnchorLink>
      )}
    </Stack>
  );
}

function OtherTime({ record }: { record: RecordSummary }) {
  const { time } = useWhen();
  return (
    <Group gap='sm' py='xs'>
      <AnchorLink to='/runs/$runId/records/$no' params={{ runId: record.run, no: String(record.no) }} size='sm'>
        {time(record.at)}
      </AnchorLink>
      <Text size='sm'>{record.flow.name}</Text>
      <ResultWord look={outcomeLooks[record.outcome]} />
      {record.mode === 'try' && <TryOutMark />}
    </Group>
  );
}
