/** The demo channel's way in. */
export const demo = {
  ...{ account: 'demo', subaccount: '7f1d0c1e-0000-4000-8000-000000000012', user: 'sync' },
  apiKey: 'storekeeper-demo-api-key',
  hookToken: 'storekeeper-demo-hook-token',
};
