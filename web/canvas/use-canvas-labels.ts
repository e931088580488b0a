import type { AriaLabelConfig } from 'reactflow';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** What React Flow says to screen readers, in the reader's language. */
export function useCanvasLabels(): Partial<AriaLabelConfig> {
  const say = useSay();
  return {
    'node.a11yDescription.default': say(words.nodeHint),
    'node.a11yDescription.keyboardDisabled': say(words.nodeHint),
    'node.a11yDescription.ariaLiveMessage': ({ x, y }) => say(words.nodeMoved, { x: Math.round(x), y: Math.round(y) }),
    'edge.a11yDescription.default': say(words.lineHint),
    'handle.ariaLabel': say(words.handle),
  };
}
