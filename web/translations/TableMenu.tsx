import { Alert, Button, FileButton, Group, Modal, Stack, Switch, Text } from '@mantine/core';
import { IconDownload, IconTrash, IconUpload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ValueTable } from '#flows/api/value-tables.ts';
import { call } from '#web/api/client.ts';
import { useDeed } from '#web/api/queries.ts';
import { readText } from '#web/form/read-text.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useMay } from '#web/session/use-session.ts';
import { AskFirst } from '#web/shell/AskFirst.tsx';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import { useTell } from '#web/shell/use-tell.ts';
import shellWords from '#web/shell/words.json';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

type Props = { table: ValueTable };
type DialogProps = Props & { close(): void };

/** The list as a file, from a file, and its end. */
export function TableMenu({ table }: Props) {
  const say = useSay();
  const may = useMay();
  const [open, setOpen] = useState<'upload' | 'delete' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Button variant='default' leftSection={<IconDownload size={17} aria-hidden />} onClick={() => download(table)}>
        {say(words.download)}
      </Button>
      {may('importValueTable') && (
        <Button variant='default' leftSection={<IconUpload size={17} aria-hidden />} onClick={() => setOpen('upload')}>
          {say(words.upload)}
        </Button>
      )}
      {may('deleteValueTable') && (
        <Button variant='default' leftSection={<IconTrash size={17} aria-hidden />} onClick={() => setOpen('delete')}>
          {say(words.delete)}
        </Button>
      )}
      {open === 'upload' && <Upload table={table} close={close} />}
      {open === 'delete' && <DeleteTable table={table} close={close} />}
    </>
  );
}

async function download({ id }: ValueTable) {
  const { name, csv } = await call('exportValueTable', { params: { id } });
  const address = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  Object.assign(document.createElement('a'), { href: address, download: `${name}.csv` }).click();
  URL.revokeObjectURL(address);
}

function Upload({ table: { id }, close }: DialogProps) {
  const say = useSay();
  useFocusBack();
  const tell = useTell();
  const sentence = useApiError();
  const [replaces, setReplaces] = useState(false);
  const bring = useDeed('importValueTable', ['getValueTable', 'listValueTables']);
  const take = async (file: File | null) => {
    if (!file) return;
    const csv = readText(await file.arrayBuffer());
    const onSuccess = ({ size }: ValueTable) => {
      tell.done(words.imported, { count: size });
      close();
    };
    bring.mutate({ params: { id }, body: { csv, how: replaces ? 'replace' : 'add' } }, { onSuccess });
  };
  return (
    <Modal opened onClose={close} title={say(words.upload)} closeButtonProps={{ 'aria-label': say(shellWords.close) }}>
      <Stack gap='md'>
        <Text>{say(words.uploadHelp)}</Text>
        <Switch
          label={say(words.uploadReplace)}
          checked={replaces}
          onChange={(event) => setReplaces(event.currentTarget.checked)}
        />
        {bring.error && (
          <Alert role='alert' color='red'>
            {sentence(bring.error)}
          </Alert>
        )}
        <Group justify='flex-end'>
          <FileButton accept='.csv,.txt,.tsv,text/csv,text/plain' onChange={take}>
            {(props) => (
              <Button {...props} loading={bring.isPending}>
                {say(words.upload)}
              </Button>
            )}
          </FileButton>
        </Group>
      </Stack>
    </Modal>
  );
}

function DeleteTable({ table: { id, name }, close }: DialogProps) {
  const say = useSay();
  const tell = useTell();
  const navigate = useNavigate();
  const remove = useDeed('deleteValueTable', ['listValueTables']);
  const onSuccess = async () => {
    await navigate({ to: '/translations' });
    tell.done(words.deleted, { name });
  };
  return (
    <AskFirst
      title={say(words.delete)}
      about={words.deleteAbout}
      deed={words.delete}
      doing={remove}
      confirm={() => remove.mutate({ params: { id } }, { onSuccess })}
      close={close}
    />
  );
}
