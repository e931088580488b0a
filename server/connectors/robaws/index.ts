import { defineConnector } from '../define.ts';
import { grant } from './api.ts';
import { articleEvents, receiving } from './article-events.ts';
import { articles, tickedArticles } from './articles.ts';
import { check } from './check.ts';
import problems from './problems.json' with { type: 'json' };
import { sandbox } from './sandbox/index.ts';
import { Settings } from './settings.ts';
import { webOrders } from './web-orders.ts';
import words from './words.json' with { type: 'json' };

/**
 * Robaws, a Belgian business system, by its API v2. Transport, paging, limits and articles are known from clients of the live
 * API and from help pages; stock changes, VAT tariffs and new invoices are assumed by analogy.
 */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'reported',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ address }) => [new URL(address).host],
  check,
  grant,
  // A bucket of 20 that fills with 15 a second; who overdoes it is blocked for a while.
  budget: { confidence: 'reported', calls: { most: 15, perSeconds: 1 } },
  sources: { 'ticked-articles': tickedArticles, articles, 'article-events': articleEvents },
  targets: { 'web-orders': webOrders },
  receiving,
  sandbox,
});
