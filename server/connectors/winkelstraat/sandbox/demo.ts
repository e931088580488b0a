/** The demo merchant's keys: theirs at Copernicus, and the one that Copernicus shows when it sends an order. */
export const demo = { apiKey: 'copernicus-demo-key', ordersKey: 'copernicus-demo-orders-key' };
