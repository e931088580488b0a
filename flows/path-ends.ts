import * as z from 'zod';
import { Outcome } from './api/runs.ts';
import { Difference, differences, withoutIgnored } from './differences.ts';
import { NodeId } from './graph.ts';

/** Where one path of a record's way through a flow ends when nothing is sent, and what a target would get there. */
export const PathEnd = z.object({
  node: NodeId,
  outcome: Outcome.extract(['would-send', 'left-out', 'attention']),
  content: z.json().optional().describe('what the target would get'),
  code: z.string().optional().describe('the problem of a record that needs attention'),
});
export type PathEnd = z.infer<typeof PathEnd>;

const WithoutContent = PathEnd.omit({ content: true });

/** One step at which two ways differ. Without `before` no path ended there, without `after` none ends there any more. */
export const EndChange = z.object({
  node: NodeId,
  before: WithoutContent.optional(),
  after: WithoutContent.optional(),
  differences: z.array(Difference),
});
export type EndChange = z.infer<typeof EndChange>;

/** Where and how a record ends differently; fields that are ignored may differ. Empty = the same. */
export function compareEnds(before: PathEnd[], after: PathEnd[], ignored: string[] = []): EndChange[] {
  const nodes = [...new Set([...before, ...after].map(({ node }) => node))];
  return nodes.flatMap((node) => {
    const [was, is] = [before, after].map((ends) => ends.find((end) => end.node === node));
    const both = was !== undefined && is !== undefined;
    const found = both ? withoutIgnored(differences(was.content, is.content), ignored) : [];
    if (both && was.outcome === is.outcome && was.code === is.code && found.length === 0) return [];
    return [{ node, ...(was && { before: bare(was) }), ...(is && { after: bare(is) }), differences: found }];
  });
}

const bare = ({ content: _, ...rest }: PathEnd) => rest;
