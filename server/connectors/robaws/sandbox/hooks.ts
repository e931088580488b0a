import { createHmac, randomUUID } from 'node:crypto';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { shownArticle } from './articles.ts';

export const webhookSecret = 'robaws-demo-webhook-secret';

/** Tells whoever registered an address what happened to an article: the whole of it, but for its stock (known). */
export function tell(place: Place, event: string, id: string) {
  const article = place.view('articles').byNumber(id);
  const { webhook } = place.world.rules;
  if (!article || typeof webhook !== 'string' || webhook === '') return;
  const body = { id: randomUUID(), event, data: shownArticle(article) };
  const time = Math.floor(place.now.getTime() / 1000);
  const signature = createHmac('sha256', webhookSecret)
    .update(`${time}.${JSON.stringify(body)}`)
    .digest('hex');
  place.post({ url: webhook, headers: { 'robaws-signature': `t=${time},v1=${signature}` }, body });
}
