import type { Connector, ConnectorContext, Lookup, Receiving, Source, Target } from './connector.ts';

type Plain = Record<string, unknown>;

/** Keeps an operation's own option type inside its folder: outside, options are plain JSON that its schema parses. */
export function defineSource<Settings extends Plain, Options extends Plain>(
  source: Source<Settings, Options>,
): Source<Settings> {
  const { readOne, cursorAt } = source;
  return {
    ...source,
    cursorAt: cursorAt && ((options, from, until) => cursorAt(source.options.parse(options), from, until)),
    read: (context, options, cursor) => source.read(context, source.options.parse(options), cursor),
    readOne: readOne && ((context, options, key) => readOne(context, source.options.parse(options), key)),
  };
}

/** The same for a target. */
export function defineTarget<Settings extends Plain, Options extends Plain>(
  target: Target<Settings, Options>,
): Target<Settings> {
  const { find, update, read, writeMany } = target;
  const updateMany = writeMany?.update;
  return {
    ...target,
    write: (context, options, record, key) => target.write(context, target.options.parse(options), record, key),
    writeMany: writeMany && {
      most: (options) => writeMany.most(target.options.parse(options)),
      write: (context, options, records) => writeMany.write(context, target.options.parse(options), records),
      update:
        updateMany && ((context, options, records) => updateMany(context, target.options.parse(options), records)),
    },
    update:
      update && ((context, options, record, there) => update(context, target.options.parse(options), record, there)),
    read: read && ((context, options, id) => read(context, target.options.parse(options), id)),
    find: find && ((context, options, record, key) => find(context, target.options.parse(options), record, key)),
  };
}

/** The same for a lookup. */
export function defineLookup<Settings extends Plain, Options extends Plain>(
  lookup: Lookup<Settings, Options>,
): Lookup<Settings> {
  return {
    ...lookup,
    look: (context, options, key) => lookup.look(context, lookup.options.parse(options), key),
  };
}

/** Keeps a connector's own settings type inside its folder. */
export function defineConnector<Settings extends Plain>(connector: Connector<Settings>): Connector {
  const typed = (context: ConnectorContext): ConnectorContext<Settings> => ({
    ...context,
    settings: connector.settings.parse(context.settings),
  });

  const source = (it: Source<Settings>): Source => {
    const { readOne } = it;
    return {
      ...it,
      read: (context, options, cursor) => it.read(typed(context), options, cursor),
      readOne: readOne && ((context, options, key) => readOne(typed(context), options, key)),
    };
  };

  const lookup = (it: Lookup<Settings>): Lookup => ({
    ...it,
    look: (context, options, key) => it.look(typed(context), options, key),
  });

  const target = (it: Target<Settings>): Target => {
    const { find, update, read, writeMany } = it;
    const updateMany = writeMany?.update;
    return {
      ...it,
      write: (context, options, record, key) => it.write(typed(context), options, record, key),
      writeMany: writeMany && {
        most: writeMany.most,
        write: (context, options, records) => writeMany.write(typed(context), options, records),
        update: updateMany && ((context, options, records) => updateMany(typed(context), options, records)),
      },
      update: update && ((context, options, record, there) => update(typed(context), options, record, there)),
      read: read && ((context, options, id) => read(typed(context), options, id)),
      find: find && ((context, options, record, key) => find(typed(context), options, record, key)),
    };
  };

  const { grant, offers } = connector;
  return {
    ...connector,
    hosts: (settings) => connector.hosts(connector.settings.parse(settings)),
    check: (context) => connector.check(typed(context)),
    offers: offers && ((context) => offers(typed(context))),
    grant: grant && {
      ...grant,
      address: ({ settings }, asked) => grant.address({ settings: connector.settings.parse(settings) }, asked),
      redeem: (context, given) => grant.redeem(typed(context), given),
    },
    sources: mapValues(connector.sources, source),
    lookups: connector.lookups && mapValues(connector.lookups, lookup),
    targets: mapValues(connector.targets, target),
    receiving:
      connector.receiving && receivingOf(connector.receiving, (settings) => connector.settings.parse(settings)),
  };
}

function receivingOf<Settings extends Plain>(it: Receiving<Settings>, parse: (settings: Plain) => Settings): Receiving {
  return {
    verify: (settings, delivery, now) => it.verify(parse(settings), delivery, now),
    read: (settings, delivery) => it.read(parse(settings), delivery),
    sample: (settings, no, now) => it.sample(parse(settings), no, now),
    howToSend: (settings) => it.howToSend(parse(settings)),
    adopt: it.adopt && ((settings, delivery) => it.adopt?.(parse(settings), delivery) ?? null),
    ...(it.answer !== undefined && { answer: it.answer }),
    code: it.code && ((settings, address) => it.code?.(parse(settings), address) ?? ''),
  };
}

const mapValues = <In, Out>(of: Record<string, In>, change: (it: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(of).map(([name, it]) => [name, change(it)]));
