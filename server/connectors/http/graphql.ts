import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Json, Source } from '../connector.ts';
import { defineSource, defineTarget } from '../define.ts';
import { field } from '../form.ts';
import type { Call } from '../kit/api.ts';
import { byCursor, onePage } from '../kit/paging.ts';
import { samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { jsonIn, textAt, valueAt } from '../value-at.ts';
import { callApi } from './api.ts';
import { readingOf, recordFields, sinceFields, sinceOf } from './list-form.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const text = (initial = '') => z.string().trim().max(500).default(initial);

const asked = {
  path: field(text('graphql'), words.gqlPath),
  query: field(z.string().trim().min(1).max(20_000), { ...words.query, as: 'long-text' }),
  variables: field(z.string().trim().max(5000).default('{}'), { ...words.variables, as: 'long-text' }),
};

const ListOptions = z.object({
  ...asked,
  ...recordFields,
  afterVariable: field(text('after'), words.afterVariable),
  nextAt: field(text(), { ...words.nextAt, placeholder: 'data.orders.pageInfo.endCursor' }),
  moreAt: field(text(), { ...words.moreAt, placeholder: 'data.orders.pageInfo.hasNextPage' }),
  ...sinceFields,
  sinceParam: field(text(), { ...words.sinceVariable, placeholder: 'since' }),
});
type ListOptions = z.infer<typeof ListOptions>;

const facts = {
  confidence: 'documented',
  factsFrom: 'GraphQL over HTTP (working draft); Relay cursor connections',
} as const;
const shownList = { ...facts, title: words.graphqlList, options: ListOptions, samples: samplesOf(samples.records) };

const Variables = z.record(z.string(), z.json());

function variablesIn(written: string): Record<string, Json> {
  const variables = Variables.safeParse(jsonIn(written));
  if (variables.success) return variables.data;
  throw new PermanentError({ problem: { code: 'http.variables-wrong', params: {} }, cause: variables.error });
}

const callOf = ({ path, query, variables }: Pick<ListOptions, 'path' | 'query' | 'variables'>, more = {}): Call => ({
  method: 'POST',
  path,
  json: { query, variables: { ...variablesIn(variables), ...more } },
});

/** The list that a person described: a query whose variables take the mark of the page, and the moment of change. */
function described(options: ListOptions): Source<Settings> {
  const { afterVariable, nextAt, moreAt, list } = options;
  const since = sinceOf(options, 'variables.');
  const param = `variables.${afterVariable}`;
  return listSource<Settings, ListOptions, Json>({
    ...{ ...shownList, api: callApi, list },
    call: () => ({ ...callOf(options), effect: 'read' }),
    paging: nextAt ? byCursor({ param, at: nextAt, ...(moreAt && { moreAt }) }) : onePage,
    ...(since && { since }),
    reading: readingOf(options, options.changedAt),
  });
}

const exampleQuery = `query ($first: Int, $after: String, $since: String) {
  orders(first: $first, after: $after, since: $since) {
    nodes { orderNumber changedAt customer { name } lines { sku quantity price } total }
    pageInfo { endCursor hasNextPage }
  }
}`;

/** Records of a GraphQL query with cursor connections. */
export const graphqlList = defineSource<Settings, ListOptions>({
  ...shownList,
  exampleOptions: {
    ...{ path: 'shop/graphql', query: exampleQuery, variables: '{"first": 100}', list: 'data.orders.nodes' },
    ...{ key: 'orderNumber', titleAt: 'customer.name', sinceParam: 'since', changedAt: 'changedAt' },
    ...{ nextAt: 'data.orders.pageInfo.endCursor', moreAt: 'data.orders.pageInfo.hasNextPage' },
  },
  read: (context, options, cursor) => described(options).read(context, options, cursor),
});

const MutationOptions = z.object({
  ...asked,
  inputVariable: field(text('input'), words.inputVariable),
  idAt: field(text(), { ...words.resultId, placeholder: 'data.customerCreate.customer.id' }),
  errorsAt: field(text(), { ...words.errorsAt, placeholder: 'data.customerCreate.userErrors' }),
});
type MutationOptions = z.infer<typeof MutationOptions>;

/** One record as a variable of a mutation. What an answer lists as wrong is a refusal, whatever its status. */
export const mutation = defineTarget<Settings, MutationOptions>({
  ...{ ...facts, title: words.mutation, options: MutationOptions, fields: [], schema: z.unknown() },
  samples: samples.customers,
  exampleOptions: {
    path: 'shop/graphql',
    query:
      'mutation ($input: CustomerInput!) { customerCreate(input: $input) { customer { id } userErrors { message } } }',
    ...{ idAt: 'data.customerCreate.customer.id', errorsAt: 'data.customerCreate.userErrors' },
  },
  async write(context, options, record, key) {
    const { inputVariable, idAt, errorsAt } = options;
    const answer = await callApi.send(context, callOf(options, { [inputVariable]: record }));
    const body = answer.json(z.json());
    const wrong = errorsAt ? valueAt(body, errorsAt) : undefined;
    if (Array.isArray(wrong) ? wrong.length > 0 : wrong)
      throw new PermanentError({
        problem: {
          code: 'http.refused',
          params: { status: answer.status, answer: JSON.stringify(wrong).slice(0, 300) },
        },
      });
    return { id: (idAt && textAt(body, idAt)) || key };
  },
});
