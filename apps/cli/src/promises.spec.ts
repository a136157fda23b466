import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { absence } from '#lib/kernel';
import { Keyring } from '#lib/runtime';
import { PROMISES, allChecks, runChecks } from './promises.js';

const LIBS = join(import.meta.dirname, '../../../libs');

describe('the promises', () => {
  it('are checked by every check that a lib exports', async () => {
    const source = await readFile(join(import.meta.dirname, 'promises.ts'), 'utf8');
    const files = (await readdir(LIBS, { recursive: true })).filter((path) => /\.checks?\.ts$/.test(path));
    expect(files.length).toBeGreaterThan(6);
    for (const file of files) {
      const text = await readFile(join(LIBS, file), 'utf8');
      for (const [, name] of text.matchAll(/^export (?:const|function) (\w*(?:_CHECKS|Scan))\b/gm)) {
        expect(source).toContain(`${name}`);
      }
    }
  });

  it('have each at least one check', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reup-keyring-'));
    const checks = allChecks(Keyring.open(folder, { create: true }), folder);
    await rm(folder, { recursive: true });
    expect(new Set(checks.map(({ promise }) => promise))).toEqual(new Set(Object.keys(PROMISES).map(Number)));
  });

  it('are told in order, broken as soon as one check finds something', async () => {
    const checks = [absence(2, 'b', 'SELECT 2'), absence(1, 'a', 'SELECT 1'), absence(2, 'c', 'SELECT 3')];
    const seen: number[] = [];
    const read = async (sql: string) => (sql.includes('SELECT 3') ? [{ card: 7, state: 'active' }] : []);
    const results = await runChecks(checks, read, (done) => seen.push(done));
    expect(results).toMatchObject([
      { promise: 1, name: 'cash = cards', kept: true, checks: [{ name: 'a', broken: [] }] },
      { promise: 2, kept: false, checks: [{ name: 'b' }, { name: 'c', broken: ['card 7, state active'] }] },
    ]);
    expect(seen).toEqual([1, 2, 3]);
  });
});
