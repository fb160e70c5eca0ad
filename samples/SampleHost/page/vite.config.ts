import { defineConfig } from 'vite';

// `npm run dev` serves the page with hot reload beside a running host.
const host = 'http://localhost:3000';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': { target: host, ws: true },
      '/socket.io': { target: host, ws: true },
    },
  },
});
