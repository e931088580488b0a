import { asExpression } from '../mapping-alone.ts';
import { condition } from '../orders.ts';

/** A page's orders, mapped and filtered by the change node: one expression over a page costs it least. */
export const pageExpression = `[payload.orders.(${asExpression()})[${condition}]]`;

type Settings = Record<string, unknown>;

/** `to` names the nodes of each output. */
const node = (id: string, type: string, to: string[][], settings: Settings): Settings => ({
  ...{ id, type, z: 'bench', wires: to },
  ...settings,
});

const set = (property: string, value: string, kind: 'msg' | 'jsonata' | 'json') => ({
  ...{ t: 'set', p: property, pt: 'msg', to: value, tot: kind },
});

/** What an answer brought as headers would be sent with the next request. */
const forgetHeaders = { t: 'delete', p: 'headers', pt: 'msg' };

const change = (id: string, to: string, rules: Settings[]) => node(id, 'change', [[to]], { rules });

const request = (id: string, to: string, method: 'GET' | 'POST', url: string) =>
  node(id, 'http request', [[to]], { method, url, ret: 'obj', persist: true });

/** Page by page: read, map and filter, send, the next one. `/list` sends a page as one list, `/one` every record. */
export const nodeRedFlow: Settings[] = [
  { id: 'bench', type: 'tab', label: 'Bench' },
  node('ready', 'http in', [['ready-out']], { url: '/ready', method: 'get' }),
  node('ready-out', 'http response', [], {}),
  ...(['list', 'one'] as const).flatMap((how) => {
    const id = (name: string) => `${how}-${name}`;
    const sending =
      how === 'list'
        ? [request(id('send'), id('next'), 'POST', '{{{shop}}}/list')]
        : [
            node(id('send'), 'split', [[id('post')]], {
              arraySplt: 1,
              arraySpltType: 'len',
              splt: '\\n',
              spltType: 'str',
            }),
            request(id('post'), id('join'), 'POST', '{{{shop}}}/one'),
            node(id('join'), 'join', [[id('next')]], { mode: 'auto' }),
          ];
    return [
      node(id('in'), 'http in', [[id('begin')]], { url: `/${how}`, method: 'get' }),
      change(id('begin'), id('get'), [
        set('shop', 'req.query.shop', 'msg'),
        set('total', 'req.query.total', 'msg'),
        set('page', '0', 'json'),
      ]),
      request(id('get'), id('map'), 'GET', '{{{shop}}}/orders?page={{page}}&of={{total}}'),
      change(id('map'), id('send'), [
        set('more', 'payload.more', 'msg'),
        set('payload', pageExpression, 'jsonata'),
        forgetHeaders,
      ]),
      ...sending,
      change(id('next'), id('more'), [set('page', 'page + 1', 'jsonata'), forgetHeaders]),
      node(id('more'), 'switch', [[id('get')], [id('done')]], {
        property: 'more',
        rules: [{ t: 'true' }, { t: 'else' }],
        checkall: 'false',
      }),
      change(id('done'), id('out'), [set('payload', '{"ok":true}', 'json')]),
      node(id('out'), 'http response', [], {}),
    ];
  }),
];
