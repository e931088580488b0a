import { FileInput, Text } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useDeed, useRoute } from '#web/api/queries.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import { base64Of } from './base64-of.ts';
import words from './words.json';

type Props = {
  label: string;
  description: string | null;
  required: boolean;
  error: string | undefined;
  /** The id of the stored file, or a path on disk that was typed elsewhere. */
  value: string;
  onChange(id: string | null): void;
};

/** Brings a file to the server and keeps its id as the value. */
export function FileField({ label, description, required, error, value, onChange }: Props) {
  const say = useSay();
  const sentence = useApiError();
  const { time } = useWhen();
  const files = useRoute('listFiles', {});
  const upload = useDeed('uploadFile', ['listFiles']);
  const kept = files.data?.items.find((file) => file.id === value);
  const bring = async (file: File | null) => {
    if (!file) return;
    const base64 = await base64Of(file);
    upload.mutate({ body: { name: file.name, base64 } }, { onSuccess: (stored) => onChange(stored.id) });
  };
  return (
    <div>
      <FileInput
        label={label}
        description={description}
        required={required}
        error={upload.error ? sentence(upload.error) : error}
        placeholder={upload.isPending ? say(words.uploading) : (kept?.name ?? (value || say(words.chooseFile)))}
        leftSection={<IconFileText size={18} aria-hidden />}
        accept='.csv,.txt,.tsv,.xml,.json,.jsonl,.ndjson,.xlsx'
        value={null}
        onChange={bring}
        disabled={upload.isPending}
      />
      {kept && (
        <Text size='sm' c='dimmed' mt={4}>
          {say(words.fileKept, { name: kept.name, when: time(kept.at) })}
        </Text>
      )}
    </div>
  );
}
