import { Avatar } from '@mantine/core';
import { useRoute } from '#web/api/queries.ts';
import { useSay } from '#web/words/say.ts';
import { initials } from './initials.ts';

const colors = ['petrol', 'indigo', 'grape', 'pink', 'violet', 'green', 'blue'] as const;

/** A system's mark: its initials in its own colour. The name stands beside it, or in `title` where it stands alone. */
export function SystemMark({
  connector,
  size = 40,
  alone = false,
}: {
  connector: string;
  size?: number;
  alone?: boolean;
}) {
  const name = useSystemName()(connector);
  const color = useSystemColor()(connector);
  return (
    <Avatar
      radius='md'
      size={size}
      variant='filled'
      color={color}
      {...(alone ? { title: name, role: 'img', 'aria-label': name } : { 'aria-hidden': true })}
    >
      {initials(name)}
    </Avatar>
  );
}

/** A connector's name in the reader's language; its id while that is not known yet. */
export function useSystemName(): (connector: string) => string {
  const say = useSay();
  const connectors = useRoute('listConnectors', {}, { staleTime: Number.POSITIVE_INFINITY });
  return (id) => {
    const found = connectors.data?.items.find((connector) => connector.id === id);
    return found ? say(found.title) : id;
  };
}

/** The systems take turns with the colours, so that the first few never share one. */
function useSystemColor(): (connector: string) => string {
  const connectors = useRoute('listConnectors', {}, { staleTime: Number.POSITIVE_INFINITY });
  return (id) => {
    const place = connectors.data?.items.findIndex((connector) => connector.id === id) ?? -1;
    return colors[place % colors.length] ?? 'gray';
  };
}
