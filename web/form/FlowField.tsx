import { Select } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useRoute } from '#web/api/queries.ts';

type Props = {
  label: string;
  description: string | null;
  required: boolean;
  error: string | undefined;
  value: string;
  onChange(id: string | null): void;
};

/** One of the other flows of the organization. */
export function FlowField({ value, onChange, ...shown }: Props) {
  const { flowId } = useParams({ strict: false });
  const flows = useRoute('listFlows', {}).data?.items ?? [];
  return (
    <Select
      {...shown}
      data={flows.filter(({ id }) => id !== flowId).map(({ id, name }) => ({ value: id, label: name }))}
      value={value === '' ? null : value}
      searchable
      allowDeselect={!shown.required}
      onChange={onChange}
    />
  );
}
