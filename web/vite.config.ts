import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The built pages land in web/dist, which the server serves; `vite web` is for people who work on the pages. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Browsers that know light-dark(): its substitute for older ones leaves lines on the canvas without a colour.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
  // The dot keeps web/api/*.ts, which live under the same first word, out of the proxy.
  server: { host: '127.0.0.1', proxy: { '^/api/[^.]*$': process.env.KOPPEL_ADDRESS ?? 'http://127.0.0.1:4700' } },
});
