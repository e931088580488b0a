import * as z from 'zod';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { jsonIn, textAt } from '../value-at.ts';
import { callApi, headersIn, xmlApi } from './api.ts';
import { checkAnswer } from './json.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { filledText } from './template.ts';
import words from './words.json' with { type: 'json' };

const text = (initial = '') => z.string().trim().max(500).default(initial);
const mustContain = field(text(), { ...words.mustContain, placeholder: '<Success>true</Success>' });

const RpcOptions = z.object({
  path: field(text(), { ...words.listPath, placeholder: '/rpc' }),
  method: field(text().pipe(z.string().min(1)), { ...words.rpcMethod, placeholder: 'order.create' }),
  resultId: field(text(), { ...words.resultId, placeholder: 'result.id' }),
});

/** A record as the parameters of a JSON-RPC 2.0 call; the request's id is the record's key. */
export const rpc = defineTarget<Settings, z.infer<typeof RpcOptions>>({
  ...{ title: words.rpc, confidence: 'documented', factsFrom: 'JSON-RPC 2.0 specification' },
  ...{ options: RpcOptions, fields: [], schema: z.unknown(), samples: samples.customers },
  exampleOptions: { path: '/rpc', method: 'customer.create' },
  async write(context, { path, method, resultId }, params, key) {
    const json = { jsonrpc: '2.0', id: key, method, params };
    const answer = await callApi.send(context, { method: 'POST', path, json });
    return { id: (resultId && textAt(jsonIn(answer.text), resultId)) || key };
  },
});

const EnvelopeOptions = z.object({
  path: field(text(), { ...words.listPath, placeholder: '/service.asmx' }),
  template: field(z.string().trim().min(1).max(50_000), { ...words.template, as: 'long-text' }),
  soapAction: field(text(), words.soapAction),
  mustContain,
});

const exampleTemplate = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Body>
    <CreateCustomer><Name>{name}</Name><Email>{email}</Email></CreateCustomer>
  </soap:Body>
</soap:Envelope>`;

/** A record as XML, by a template with placeholders; values are written so that they cannot become markup. */
export const envelope = defineTarget<Settings, z.infer<typeof EnvelopeOptions>>({
  ...{ title: words.envelope, confidence: 'documented', factsFrom: 'SOAP 1.1, XML 1.0' },
  ...{ options: EnvelopeOptions, fields: [], schema: z.unknown(), samples: samples.customers },
  exampleOptions: { path: '/soap', template: exampleTemplate },
  async write(context, { path, template, soapAction, mustContain: wanted }, record, key) {
    const answer = await xmlApi.send(context, {
      ...{ method: 'POST', path, text: filledText(template, record) },
      headers: {
        ...{ accept: 'text/xml, application/xml, */*', 'content-type': 'text/xml; charset=utf-8' },
        ...(soapAction && headersIn(`SOAPAction: "${soapAction}"`)),
      },
    });
    checkAnswer(answer, wanted);
    return { id: key };
  },
});
