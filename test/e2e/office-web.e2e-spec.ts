import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { TestApi } from '../support/api.js';

const ROOT = join(import.meta.dirname, '../..');
const BUILT = join(ROOT, 'dist/web/office');
const GENERATED = join(ROOT, 'apps/web/office/src/api/generated');

describe('the office as it is served', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.close());

  it('is one page, whatever stands behind /office, that is kept nowhere and allows our own files alone', async () => {
    const nonces = [];
    for (const path of ['/office', '/office/', '/office/batches/000117?state=minted']) {
      const { status, headers, text } = await api.call('GET', path);
      expect([path, status, headers['content-type']]).toEqual([path, 200, 'text/html; charset=utf-8']);
      expect(headers['cache-control']).toBe('no-store');
      const policy = headers['content-security-policy'] as string;
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[^']+';/);
      expect(policy).toMatch(/frame-ancestors 'none'/);
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      const nonce = /'nonce-([^']+)'/.exec(policy)![1]!;
      expect(text).toContain(`nonce="${nonce}"`);
      expect(text).not.toContain('__NONCE__');
      nonces.push(nonce);
    }
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  it('has files that browsers keep for good, ready compressed, and no others', async () => {
    const { text } = await api.call('GET', '/office');
    const [, script] = /src="(\/office\/assets\/[^"]+\.js)"/.exec(text)!;
    const file = await api.call('GET', script!, { headers: { 'accept-encoding': 'gzip' } });
    expect([file.status, file.headers['content-encoding']]).toEqual([200, 'gzip']);
    expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(file.headers['x-content-type-options']).toBe('nosniff');
    for (const path of ['none.js', '..%2findex.html', '%2e%2e/%2e%2e/index.html']) {
      const { status, json } = await api.call('GET', `/office/assets/${path}`);
      expect([path, status >= 400 && status < 500, typeof json?.code]).toEqual([path, true, 'string']);
    }
  });

  it('asks nobody else for anything', () => {
    const html = readFileSync(join(BUILT, 'index.html'), 'utf8');
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    for (const name of readdirSync(join(BUILT, 'assets')).filter((file) => file.endsWith('.css'))) {
      expect(readFileSync(join(BUILT, 'assets', name), 'utf8')).not.toMatch(/url\(\s*['"]?(https?:)?\/\//);
    }
  });

  it('has the styles of every part of Mantine that its scripts use', () => {
    const read = (end: string): string =>
      readdirSync(join(BUILT, 'assets'))
        .filter((file) => file.endsWith(end))
        .map((file) => readFileSync(join(BUILT, 'assets', file), 'utf8'))
        .join('');
    const classes = (text: string): Set<string> => new Set(text.match(/\bm_[0-9a-f]{6,8}\b/g));
    const whole = classes(readFileSync(join(ROOT, 'node_modules/@mantine/core/styles.css'), 'utf8'));
    const ours = classes(read('.css'));
    expect([...classes(read('.js'))].filter((name) => whole.has(name) && !ours.has(name))).toEqual([]);
  });

  it('weighs at most 280 KiB for the first screen and 130 for what a page brings', () => {
    const chunks = JSON.parse(readFileSync(join(BUILT, 'manifest.json'), 'utf8')) as Record<string, Chunk>;
    const first = new Set([
      ...filesOf(chunks, 'index.html'),
      ...filesOf(chunks, 'src/session/sign-in.page.tsx'),
      ...filesOf(chunks, 'src/pages/batches/batches.page.tsx'),
    ]);
    expect(kibOf(first)).toBeLessThanOrEqual(280);
    const pages = Object.entries(chunks).filter(([, { isDynamicEntry }]) => isDynamicEntry);
    expect(pages.length).toBeGreaterThan(10);
    for (const [name] of pages) {
      const more = [...filesOf(chunks, name)].filter((file) => !first.has(file));
      expect([name, kibOf(more) <= 130]).toEqual([name, true]);
    }
  });

  it('calls the API by a client that is made of today’s document', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reup-client-'));
    try {
      const document = join(folder, 'openapi.json');
      writeFileSync(document, (await api.call('GET', '/docs/openapi.json')).text);
      const out = join(folder, 'generated');
      const env = { ...process.env, NODE_OPTIONS: '', OPENAPI: document, OPENAPI_OUT: out };
      await promisify(execFile)(
        process.execPath,
        [join(ROOT, 'node_modules/@hey-api/openapi-ts/bin/run.js'), '-f', 'apps/web/office/openapi-ts.config.ts'],
        { cwd: ROOT, env },
      );
      expect(textsIn(out)).toEqual(textsIn(GENERATED));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** As Vite's manifest names a file and what it needs. */
interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
  readonly isDynamicEntry?: boolean;
}

/** Everything that is loaded before the chunk can run. */
function filesOf(chunks: Record<string, Chunk>, name: string, found = new Set<string>()): Set<string> {
  const { file, css = [], imports = [] } = chunks[name]!;
  if (found.has(file)) return found;
  for (const one of [file, ...css]) found.add(one);
  for (const next of imports) filesOf(chunks, next, found);
  return found;
}

function kibOf(files: Iterable<string>): number {
  let bytes = 0;
  for (const file of files) bytes += gzipSync(readFileSync(join(BUILT, file)), { level: 9 }).length;
  return bytes / 1024;
}

function textsIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length), readFileSync(path, 'utf8')];
    }),
  );
}
