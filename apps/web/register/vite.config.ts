import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type Plugin, build, defineConfig } from 'vite';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const OUT = fileURLToPath(new URL('../../../dist/web/register', import.meta.url));
const BASE = '/register/';
/** Where a proxied development server finds the API. */
const API = process.env['API_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  logLevel: 'warn',
  root: HERE,
  base: BASE,
  // The API puts a fresh nonce in its place in every answer.
  html: { cspNonce: '__NONCE__' },
  resolve: { conditions: ['source', 'browser', 'module', 'import', 'default'] },
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
      onwarn: (warning, warn) => {
        if (!isQuiet(warning)) warn(warning);
      },
    },
  },
  server: { proxy: { '/v1': API } },
  plugins: [offline(), compressed()],
});

/**
 * Mantine marks its files for servers that render React; what the till's client keeps for Node alone falls out of the
 * bundle; what it loads when it is asked to, the register needs at its start.
 */
function isQuiet({ code, message = '' }: { readonly code?: string | undefined; readonly message?: string }): boolean {
  if (code === 'MODULE_LEVEL_DIRECTIVE') return true;
  return (
    message.includes('/till-client/') && (message.includes('Module "node:') || code === 'INEFFECTIVE_DYNAMIC_IMPORT')
  );
}

/** Builds the service worker last: it carries the list of all files that the register needs without a network. */
function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    closeBundle: {
      order: 'pre',
      sequential: true,
      async handler() {
        const assets = (await readdir(join(OUT, 'assets'))).filter((name) => !/\.(gz|br)$/.test(name));
        const files = [
          ...assets.map((name) => ({ url: `${BASE}assets/${name}`, revision: null })),
          { url: '/register', revision: await digestOf('index.html') },
          { url: `${BASE}register.webmanifest`, revision: await digestOf('register.webmanifest') },
        ];
        await build({
          configFile: false,
          logLevel: 'warn',
          root: HERE,
          define: { PRECACHED: JSON.stringify(files), 'process.env.NODE_ENV': '"production"' },
          publicDir: false,
          build: {
            outDir: OUT,
            emptyOutDir: false,
            target: 'es2022',
            reportCompressedSize: false,
            rolldownOptions: {
              input: join(HERE, 'src/sw.ts'),
              output: { entryFileNames: 'sw.js', format: 'iife' },
            },
          },
        });
      },
    },
  };
}

async function digestOf(name: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(join(OUT, name)))
    .digest('hex')
    .slice(0, 16);
}

/** Text files lie beside their compressed twins, so that the API compresses nothing while it serves. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const folder = join(OUT, 'assets');
        for (const name of await readdir(folder)) {
          if (!/\.(js|css|svg|wasm)$/.test(name)) continue;
          const bytes = await readFile(join(folder, name));
          await writeFile(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
          const quality = { [constants.BROTLI_PARAM_QUALITY]: 9 };
          await writeFile(join(folder, `${name}.br`), brotliCompressSync(bytes, { params: quality }));
        }
      },
    },
  };
}
