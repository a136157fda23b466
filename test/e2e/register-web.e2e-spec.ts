import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TestApi } from '../support/api.js';

const ROOT = join(import.meta.dirname, '../..');
const BUILT = join(ROOT, 'dist/web/register');

describe('the register as it is served', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.close());

  it('is one page that is kept nowhere by proxies and allows our own files alone', async () => {
    const { status, headers, text } = await api.call('GET', '/register');
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    const policy = headers['content-security-policy'] as string;
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-[^']+';/,
    );
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    expect(text).toContain(`nonce="${/'nonce-([^']+)'/.exec(policy)![1]!}"`);
    expect(text).not.toContain('__NONCE__');
  });

  it('has a service worker for the page, asked for anew at every start, that keeps every file but nothing of /v1', async () => {
    const { status, headers, text } = await api.call('GET', '/register/sw.js');
    expect([status, headers['service-worker-allowed'], headers['cache-control']]).toEqual([
      200,
      '/register',
      'no-cache',
    ]);
    // Its own policy is what it is under: without `connect-src` it could fetch none of the files.
    expect(headers['content-security-policy']).toBe("default-src 'none'; connect-src 'self'; frame-ancestors 'none'");
    for (const name of readdirSync(join(BUILT, 'assets')).filter((file) => !/\.(gz|br)$/.test(file))) {
      expect(text).toContain(`/register/assets/${name}`);
    }
    expect(text).not.toContain('/v1');
    const manifest = await api.call('GET', '/register/register.webmanifest');
    expect(JSON.parse(manifest.text)).toMatchObject({ start_url: '/register', scope: '/register' });
  });

  it('has files that browsers keep for good, and no others', async () => {
    const { text } = await api.call('GET', '/register');
    const [, script] = /src="(\/register\/assets\/[^"]+\.js)"/.exec(text)!;
    const file = await api.call('GET', script!, { headers: { 'accept-encoding': 'gzip' } });
    expect([file.status, file.headers['content-encoding']]).toEqual([200, 'gzip']);
    expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    for (const path of ['none.js', '..%2findex.html', '%2e%2e/%2e%2e/index.html']) {
      const { status, json } = await api.call('GET', `/register/assets/${path}`);
      expect([path, status >= 400 && status < 500, typeof json?.code]).toEqual([path, true, 'string']);
    }
  });

  it('has the styles of every part of Mantine that its scripts use, and asks nobody else for anything', () => {
    const read = (end: string): string =>
      readdirSync(join(BUILT, 'assets'))
        .filter((file) => file.endsWith(end))
        .map((file) => readFileSync(join(BUILT, 'assets', file), 'utf8'))
        .join('');
    const classes = (text: string): Set<string> => new Set(text.match(/\bm_[0-9a-f]{6,8}\b/g));
    const whole = classes(readFileSync(join(ROOT, 'node_modules/@mantine/core/styles.css'), 'utf8'));
    const ours = classes(read('.css'));
    expect([...classes(read('.js'))].filter((name) => whole.has(name) && !ours.has(name))).toEqual([]);
    expect(read('.css')).not.toMatch(/url\(\s*['"]?(https?:)?\/\//);
    expect(readFileSync(join(BUILT, 'index.html'), 'utf8')).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it('weighs at most 205 KiB for the first screen; the barcode reader comes only with the camera', () => {
    const chunks = JSON.parse(readFileSync(join(BUILT, 'manifest.json'), 'utf8')) as Record<string, Chunk>;
    const first = filesOf(chunks, 'index.html');
    expect([...first].some((file) => file.includes('camera') || file.endsWith('.wasm'))).toBe(false);
    let bytes = 0;
    for (const file of first) bytes += gzipSync(readFileSync(join(BUILT, file)), { level: 9 }).length;
    expect(bytes / 1024).toBeLessThanOrEqual(205);
  });
});

/** As Vite's manifest names a file and what it needs. */
interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

function filesOf(chunks: Record<string, Chunk>, name: string, found = new Set<string>()): Set<string> {
  const { file, css = [], imports = [] } = chunks[name]!;
  if (found.has(file)) return found;
  for (const one of [file, ...css]) found.add(one);
  for (const one of imports) filesOf(chunks, one, found);
  return found;
}
