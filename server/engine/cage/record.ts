import { parse } from 'secure-json-parse';
import { MappingFault } from '#flows/mapping/fault.ts';
import { mayHold, needsCare } from '#flows/mapping/hidden-names.ts';

/**
 * A record's text as data. What would change prototypes is dropped. Names that jsonata keeps for itself are a fault: it
 * would treat their owner as a function and all its fields as missing, without a word (seen with jsonata 2.2.2).
 */
export function readRecord(text: string): unknown {
  const record = parseText(text);
  const name = mayHold(text, '_jsonata_') ? findReserved(record) : undefined;
  if (name !== undefined) throw new MappingFault({ code: 'mapping.reserved-field', params: { field: name } });
  return record;
}

function parseText(text: string): unknown {
  try {
    return needsCare(text) ? parseWithCare(text) : JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new MappingFault({ code: 'mapping.record-unreadable', params: {} }, { cause: error });
  }
}

const parseWithCare = (text: string): unknown =>
  parse(text, null, { protoAction: 'remove', constructorAction: 'remove' });

function findReserved(record: unknown): string | undefined {
  const waiting = [record];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    const reserved = Object.keys(next).find((name) => name.startsWith('_jsonata_'));
    if (reserved !== undefined) return reserved;
    for (const child of Object.values(next)) waiting.push(child);
  }
  return undefined;
}
