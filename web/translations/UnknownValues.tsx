import { ActionIcon, Button, Card, Group, Stack, Text, TextInput, Title, Tooltip } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { UnknownValue, ValueTable } from '#flows/api/value-tables.ts';
import { useDeed } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { AnchorLink, ButtonLink } from '#web/shell/links.tsx';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** A value of the address, from the item that stopped at it, may not have been counted: a try-out counts nothing. */
type Missing = Partial<UnknownValue> & { value: string };

/** The values that came by and are not in the list; each is added right here. */
export function UnknownValues({ table }: { table: ValueTable }) {
  const say = useSay();
  const { add } = useSearch({ from: '/translations/$tableId' });
  const [added, setAdded] = useState(false);
  const isAsked = add !== undefined && !table.rows.some(({ from }) => from === add);
  const asked: Missing[] = isAsked && !table.unknownValues.some(({ value }) => value === add) ? [{ value: add }] : [];
  const missing = [...asked, ...table.unknownValues];
  if (missing.length === 0 && !added) return null;
  return (
    <Card component='section' withBorder radius='md' aria-labelledby='missing'>
      <Stack gap='md'>
        <Title order={2} size='h4' id='missing'>
          {say(words.missing)}
        </Title>
        {missing.length > 0 && <Text size='sm'>{say(words.missingAbout)}</Text>}
        {missing.map((value) => (
          <MissingLine key={value.value} table={table} missing={value} onAdded={() => setAdded(true)} />
        ))}
        {added && (
          <Group>
            <ButtonLink variant='light' to='/activity' search={{ tab: 'items', outcome: 'attention' }}>
              {say(words.toAttention)}
            </ButtonLink>
          </Group>
        )}
      </Stack>
    </Card>
  );
}

type LineProps = { table: ValueTable; missing: Missing; onAdded(): void };

function MissingLine({ table: { id }, missing, onAdded }: LineProps) {
  const say = useSay();
  const tell = useTell();
  const may = useMay();
  const [to, setTo] = useState('');
  const add = useDeed('addTableRow', ['getValueTable', 'listValueTables']);
  const { value } = missing;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const onSuccess = () => {
      tell.done(words.added, { value });
      onAdded();
    };
    add.mutate({ params: { id }, body: { from: value, to } }, { onSuccess, onError: tell.failed });
  };
  return (
    <form onSubmit={submit} aria-label={value}>
      <Group gap='sm'>
        <div style={{ flex: '1 1 200px', overflowWrap: 'anywhere' }}>
          <Text fw={600}>{value}</Text>
          <Seen missing={missing} />
        </div>
        {may('addTableRow') && (
          <>
            <TextInput
              flex='1 1 160px'
              aria-label={say(words.becomes, { value })}
              placeholder={say(words.becomesShort)}
              value={to}
              maxLength={300}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
            <Button type='submit' loading={add.isPending} aria-label={say(words.add, { value })}>
              {say(words.addShort)}
            </Button>
          </>
        )}
        {missing.seen !== undefined && <Ignore id={id} value={value} />}
      </Group>
    </form>
  );
}

function Seen({ missing: { seen, run, no } }: { missing: Missing }) {
  const say = useSay();
  if (seen === undefined || run === undefined || no === undefined) return null;
  return (
    <Text size='sm' c='dimmed'>
      {say(words.seen, { count: seen })} ·{' '}
      <AnchorLink to='/runs/$runId/records/$no' params={{ runId: run, no: String(no) }} size='sm'>
        {say(words.lastItem)}
      </AnchorLink>
    </Text>
  );
}

function Ignore({ id, value }: { id: string; value: string }) {
  const say = useSay();
  const tell = useTell();
  const may = useMay();
  const forget = useDeed('forgetUnknownValue', ['getValueTable', 'listValueTables']);
  if (!may('forgetUnknownValue')) return null;
  const title = say(words.ignore, { value });
  return (
    <Tooltip label={title}>
      <ActionIcon
        variant='subtle'
        color='gray'
        size={36}
        aria-label={title}
        loading={forget.isPending}
        onClick={() => forget.mutate({ params: { id }, body: { value } }, { onError: tell.failed })}
      >
        <IconEyeOff size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
