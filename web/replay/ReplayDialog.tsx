import { Alert, Button, Checkbox, Group, Modal, SimpleGrid, Skeleton, Stack, Text, Textarea } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { RecordDetail } from '#flows/api/runs.ts';
import { useStepName } from '#web/activity/use-step-name.ts';
import type { ApiError } from '#web/api/client.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import { useSay } from '#web/words/say.ts';
import { type Beginning, beginningsFor, likelyBeginning, stepsToBeginAt } from './beginnings.ts';
import { ExpertChoices } from './ExpertChoices.tsx';
import { Preview } from './Preview.tsx';
import { BeginningChoice, beginningWords, StepChoice, VersionChoice } from './ReplayChoices.tsx';
import { usePreview } from './use-preview.ts';
import { useReplay } from './use-replay.ts';
import { useTriedRecords, type What } from './use-tried-records.ts';
import { onlyRecord, useWish, type WishForm } from './use-wish.ts';
import words from './words.json';

/** `count` as far as it is known before the server has looked. */
type Props = { what: What; count: number; onClose(): void };

/** The server takes this many records by name; a run or a filter has no such bound. */
const atMost = 1000;

/** Asks how records are to be tried again, shows what will happen, and does it once. */
export function ReplayDialog({ what, count, onClose }: Props) {
  const say = useSay();
  useFocusBack();
  const { records, known, ready } = useTriedRecords(what);
  return (
    <Modal opened onClose={onClose} title={say(words.title)} size='xl'>
      {ready ? (
        <ReplayForm
          offered={beginningsFor(records, known)}
          likely={likelyBeginning(records, known)}
          {...{ what, count, onClose, known }}
        />
      ) : (
        <Skeleton height={260} />
      )}
    </Modal>
  );
}

type FormProps = Props & { offered: Beginning[]; likely: Beginning; known: RecordDetail[] };

function ReplayForm({ what, count, onClose, offered, likely, known }: FormProps) {
  const say = useSay();
  const graph = known.length === 1 ? known[0]?.graph : undefined;
  const steps = graph ? stepsToBeginAt(graph) : [];
  const form = useWish(what, likely, steps[0]?.id ?? null);
  const { wish } = form;
  const tooMany = 'records' in what && count > atMost;
  const preview = usePreview(wish, !tooMany && !form.unreadable);
  const all = preview.data?.total ?? count;
  const replay = useReplay(onClose);
  const unsaid = form.needsReason && form.reason.trim() === '';
  return (
    <Stack gap='lg'>
      <Sentence form={form} count={all} known={known} />
      <Alike what={what} form={form} />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing='lg'>
        <BeginningChoice offered={offered} value={wish.from ?? likely} onChoose={form.begin} />
        <Stack gap='md'>
          <VersionChoice value={wish.version ?? 'now'} onChoose={form.setVersion} />
          {wish.from === 'node' && <StepChoice steps={steps} value={form.node} onChoose={form.setNode} />}
        </Stack>
      </SimpleGrid>
      {tooMany ? (
        <Alert color='orange'>{say(words.tooMany, { count: atMost })}</Alert>
      ) : (
        <Preview answer={preview} known={known} />
      )}
      <ExpertChoices
        form={form}
        input={onlyRecord(what) && !form.alike && wish.from !== 'source' ? preview.data?.items[0]?.input : undefined}
        edits={preview.data?.items[0]?.edits ?? []}
      />
      <Reason form={form} />
      <Refusal error={replay.error} />
      <Group justify='flex-end' gap='sm'>
        <Button variant='default' onClick={onClose}>
          {say(words.cancel)}
        </Button>
        <Button
          leftSection={<IconRefresh size={18} aria-hidden />}
          loading={replay.busy}
          disabled={tooMany || unsaid || form.unreadable}
          onClick={() => replay.start(wish)}
        >
          {say(words.go, { count: all })}
        </Button>
      </Group>
    </Stack>
  );
}

function Sentence({ form, count, known }: { form: WishForm; count: number; known: RecordDetail[] }) {
  const say = useSay();
  const name = useStepName();
  const step = known.flatMap(({ graph }) => graph.nodes).find((node) => node.id === form.node);
  const { sentence } = beginningWords[form.wish.from ?? 'start'];
  return <Text>{say(sentence, { count, step: step ? name(step) : '' })}</Text>;
}

/** Whoever mended the cause of one problem wants to try all that had it. */
function Alike({ what, form }: { what: What; form: WishForm }) {
  const say = useSay();
  if (!onlyRecord(what)?.problem) return null;
  return (
    <Checkbox
      label={say(words.sameProblem)}
      checked={form.alike}
      onChange={(event) => form.setAlike(event.currentTarget.checked)}
    />
  );
}

function Reason({ form }: { form: WishForm }) {
  const say = useSay();
  return (
    <Textarea
      label={say(form.needsReason ? words.reasonNeeded : words.reason)}
      description={say(form.needsReason ? words.reasonNeededHint : words.reasonHint)}
      required={form.needsReason}
      maxLength={500}
      autosize
      minRows={2}
      value={form.reason}
      onChange={(event) => form.setReason(event.currentTarget.value)}
    />
  );
}

function Refusal({ error }: { error: ApiError | null }) {
  const sentence = useApiError();
  if (!error) return null;
  return (
    <Alert color='red' role='alert'>
      {sentence(error)}
    </Alert>
  );
}
