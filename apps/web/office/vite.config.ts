import { readFile, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type Plugin, defineConfig } from 'vite';

const OUT = fileURLToPath(new URL('../../../dist/web/office', import.meta.url));
/** Where a proxied development server finds the API. */
const API = process.env['API_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  logLevel: 'warn',
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/office/',
  // The API puts a fresh nonce in its place in every answer.
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    // Nothing is turned into a data: address: the policy names files of ours alone.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      // Mantine marks its files for servers that render React; here they say nothing.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
  server: { proxy: { '/v1': API } },
  plugins: [compressed()],
});

/** Text files lie beside their compressed twins, so that the API compresses nothing while it serves. */
function compressed(): Plugin {
  let out = OUT;
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: ({ build: { outDir } }) => {
      out = outDir;
    },
    async closeBundle() {
      const folder = join(out, 'assets');
      for (const name of await readdir(folder)) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const bytes = await readFile(join(folder, name));
        await writeFile(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
        const quality = { [constants.BROTLI_PARAM_QUALITY]: 9 };
        await writeFile(join(folder, `${name}.br`), brotliCompressSync(bytes, { params: quality }));
      }
    },
  };
}
