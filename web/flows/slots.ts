import type { Connection } from '#flows/api/connections.ts';
import type { Template } from '#flows/api/flows.ts';

/**
 * The first choice for every slot: a demo connection, so that a newcomer can go on without a choice, else one that
 * works, else any of that system.
 */
export function fillSlotsFirst(slots: Template['slots'], connections: Connection[]): Record<string, string> {
  const chosen = Object.entries(slots).flatMap(([slot, { connector }]) => {
    const fitting = connections.filter((connection) => connection.connector === connector);
    const first =
      fitting.find((connection) => connection.sandbox) ??
      fitting.find((connection) => connection.state === 'working') ??
      fitting[0];
    return first ? [[slot, first.id] as const] : [];
  });
  return Object.fromEntries(chosen);
}

/** Templates that can be tried with nothing of one's own stand first. */
export function demoFirst(templates: Template[], withDemo: string[]): Template[] {
  const ready = (template: Template) =>
    Object.values(template.slots).every(({ connector }) => withDemo.includes(connector)) ? 0 : 1;
  return templates.toSorted((one, other) => ready(one) - ready(other));
}

/** Templates in which every word of `asked` stands: in their title, in what they say of themselves, or in a system's name. */
export function matching(templates: Template[], asked: string, textsOf: (template: Template) => string[]): Template[] {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  return templates.filter((template) => {
    const text = textsOf(template).join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
