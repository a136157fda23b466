import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A lib imports only from lower floors (design §5); of the same floor only what is named here, and never in a circle. */
const FLOORS: Readonly<Record<string, number>> = {
  kernel: 0,
  runtime: 1,
  'till-client': 1,
  database: 2,
  queue: 2,
  http: 2,
  cards: 3,
  retail: 3,
  ledger: 3,
  access: 3,
  webhooks: 3,
  risk: 4,
  subscriptions: 4,
  'card-batch': 5,
  'card-stock': 5,
  inventory: 5,
  activation: 5,
  redemption: 5,
  finance: 6,
};
/** The outbox and the guards stand on the database, which knows neither. */
const SIDEWAYS = new Set(['queue → database', 'http → database']);
/** Not in the repository. */
const MADE = new Set(['node_modules', 'dist', 'coverage']);
const LIBS = join(import.meta.dirname, '..', 'libs');

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.spec.ts'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((found) => found[1]!);
}

const libs = readdirSync(LIBS).filter((lib) => existsSync(join(LIBS, lib, 'src', 'index.ts')));

describe('the house', () => {
  it('has a floor and a short README for every room', () => {
    for (const lib of libs) {
      expect(Object.keys(FLOORS)).toContain(lib);
      expect(
        readFileSync(join(LIBS, lib, 'README.md'), 'utf8')
          .trimEnd()
          .split('\n').length,
      ).toBeLessThanOrEqual(20);
    }
  });

  it.each(libs)('%s imports only downwards, and only through the other room’s door', (lib) => {
    const wrong = sourcesIn(join(LIBS, lib, 'src')).flatMap((file) =>
      importsOf(file)
        .filter((target) => {
          if (target.startsWith('.')) return !resolve(dirname(file), target).startsWith(join(LIBS, lib, 'src'));
          if (!target.startsWith('#lib/')) return false;
          const other = target.slice('#lib/'.length);
          return !(FLOORS[other]! < FLOORS[lib]! || SIDEWAYS.has(`${lib} → ${other}`));
        })
        .map((target) => `${file}: ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('stands on nothing: the kernel imports only Node’s own and uuid', () => {
    const strangers = sourcesIn(join(LIBS, 'kernel', 'src'))
      .flatMap(importsOf)
      .filter((target) => !target.startsWith('.') && !target.startsWith('node:') && target !== 'uuid');
    expect(strangers).toEqual([]);
  });

  it('has the top level that was agreed on, and nothing beside it', () => {
    const agreed = ['apps', 'libs', 'test', 'nest-cli.json', 'docker-compose.yml', 'package.json', 'package-lock.json'];
    const shown = readdirSync(join(LIBS, '..')).filter((name) => !name.startsWith('.') && !MADE.has(name));
    expect(shown.sort()).toEqual([...agreed, 'tsconfig.json', 'README.md'].sort());
  });

  it('keeps SQL out of what serves people; the CLI may have some for its bench and demo world', () => {
    const rooms = [join('api', 'src'), join('worker', 'src')].map((room) => join(LIBS, '..', 'apps', room));
    const sql = /\b(SELECT\s.+\sFROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b/s;
    const withSql = rooms.flatMap(sourcesIn).filter((file) => sql.test(readFileSync(file, 'utf8')));
    expect(withSql).toEqual([]);
  });

  it('keeps rules and SQL stores out of the apps', () => {
    const apps = join(import.meta.dirname, '..', 'apps');
    const rooms = ['api', 'worker', 'cli'].flatMap((app) => sourcesIn(join(apps, app, 'src')));
    expect(rooms.filter((file) => /\.(policy|store|entity|states)\.ts$/.test(file))).toEqual([]);
  });
});
