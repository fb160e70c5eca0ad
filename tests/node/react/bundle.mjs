// Writes the page's script, with all it imports, to stdout.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const result = await build({
  entryPoints: [fileURLToPath(new URL('main.jsx', import.meta.url))],
  bundle: true,
  write: false,
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
});
process.stdout.write(result.outputFiles[0].contents);
