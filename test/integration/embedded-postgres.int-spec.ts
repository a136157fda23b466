import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { type DatabaseProcess, type DatabaseProcessOptions, databaseProcess } from '../support/database-process.js';
import { copyMinimalSetUp } from '../support/minimal-set-up.js';
import { newDatabaseFolder, removeDatabaseFolder } from '../support/postgres-server.js';
import { hasServer, isAlive, watchersOf } from '../support/server-processes.js';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };
/** For the tests that move a hundred megabytes about. */
const SLOW_MS = 90_000;
/** Too long for a socket, and not to be split by any shell. */
const LONG_NAME = `a folder with spaces, 'quotes', "more" and $HOME ${'x'.repeat(60)}`;

describe('the embedded PostgreSQL', () => {
  const processes: DatabaseProcess[] = [];
  const folders: string[] = [];

  const another = (options: DatabaseProcessOptions): DatabaseProcess => {
    const process = databaseProcess(options);
    processes.push(process);
    return process;
  };
  const newFolder = async (): Promise<string> => {
    const folder = await newDatabaseFolder();
    folders.push(folder);
    return folder;
  };

  /** A new database takes a second to make, so the tests that need none share this one. */
  let usedFolder: string;

  beforeAll(async () => {
    usedFolder = await newDatabaseFolder();
    await startAndStop(usedFolder);
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((process) => process.kill()));
    for (const folder of [usedFolder, ...folders]) {
      await until('the killed process’s server ends', async () => !(await hasServer(folder)), 20_000);
    }
    for (const folder of folders.splice(0)) await removeDatabaseFolder(folder);
  });
  afterAll(() => removeDatabaseFolder(usedFolder));

  it('starts, and when stopped leaves no process and no lock', async () => {
    const folder = await newFolder();
    const first = another({ folder });

    const { url, owned, pid } = await first.start();
    expect(owned).toBe(true);
    expect(await query(url, 'SELECT current_database() AS answer')).toBe('reup');
    expect(watchersOf(pid)).toHaveLength(1);

    await first.stop();
    expect(isAlive(pid)).toBe(false);
    expect(watchersOf(pid)).toEqual([]);
    expect(await first.end()).toBe(0);

    expect(await another({ folder }).start()).toMatchObject({ owned: true });
  });

  it('keeps statements and rows out of its log, and its log short', async () => {
    const folder = usedFolder;
    const first = another({ folder });
    const { url } = await first.start();
    await query(url, "CREATE TABLE card (pin text PRIMARY KEY); INSERT INTO card VALUES ('4711')");
    await expect(query(url, "INSERT INTO card VALUES ('4711')")).rejects.toThrow('duplicate key');
    const log = join(folder, 'postgres', 'log');
    expect(await readFile(log, 'utf8')).toMatch(/duplicate key/);
    expect(await readFile(log, 'utf8')).not.toMatch(/4711/);

    for (let start = 0; start < 2; start += 1) {
      await first.stop();
      await first.start();
    }
    expect(await readFile(log, 'utf8')).not.toMatch(/duplicate key/);
    const files = await readdir(join(folder, 'postgres'));
    expect(files.filter((name) => name.startsWith('log')).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'log',
      'log.old',
    ]);
  });

  it('is joined by a second process, whose stop leaves it running', async () => {
    const folder = usedFolder;
    const owner = another({ folder });
    const guest = another({ folder });
    const started = await owner.start();

    expect(await guest.start()).toEqual({ ...started, owned: false });
    await guest.stop();
    expect(await guest.end()).toBe(0);

    expect(await query(started.url, 'SELECT 1 AS answer')).toBe(1);
  });

  it('has one owner when two start it at once in a new folder', async () => {
    const folder = await newFolder();
    const answers = await Promise.all([another({ folder }).start(), another({ folder }).start()]);
    expect(answers.filter(({ owned }) => owned)).toHaveLength(1);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
  });

  it('ends with its owner, however that dies, and starts again', async () => {
    const folder = usedFolder;
    const owner = another({ folder });
    const { url, pid } = await owner.start();
    await query(url, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 42 AS answer');

    await owner.kill();
    await until('the watcher ends the server', () => !isAlive(pid));

    const again = await another({ folder }).start();
    expect(again.owned).toBe(true);
    expect(await query(again.url, 'SELECT answer FROM kept')).toBe(42);
  });

  it('recovers after kill -9 of the server, while its owner lives and after everything was killed', async () => {
    const folder = usedFolder;
    const owner = another({ folder });
    const killed = await owner.start();
    await query(killed.url, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(killed.pid, 'SIGKILL');
    await until('the server is gone', () => !isAlive(killed.pid));

    const second = another({ folder });
    const recovered = await second.start();
    expect(recovered.owned).toBe(true);
    expect(await query(recovered.url, 'SELECT answer FROM kept')).toBe(42);

    for (const watcher of watchersOf(recovered.pid)) process.kill(watcher, 'SIGKILL');
    process.kill(recovered.pid, 'SIGKILL');
    await second.kill();
    const again = await another({ folder }).start();
    expect(await query(again.url, 'SELECT answer FROM kept')).toBe(42);
  });

  it('replaces a server that lost both its owner and its watcher', async () => {
    const folder = usedFolder;
    const owner = another({ folder });
    const orphan = await owner.start();
    for (const watcher of watchersOf(orphan.pid)) process.kill(watcher, 'SIGKILL');
    await owner.kill();
    expect(isAlive(orphan.pid)).toBe(true);

    const next = await another({ folder }).start();
    expect(next.owned).toBe(true);
    expect(isAlive(orphan.pid)).toBe(false);
    expect(await query(next.url, 'SELECT 1 AS answer')).toBe(1);
  });

  it('is not confused by a postmaster.pid that names another living process', async () => {
    const folder = usedFolder;
    await writeFile(join(folder, 'postgres/data/postmaster.pid'), `${process.pid}\n`);
    expect(await another({ folder }).start()).toMatchObject({ owned: true });
  });

  it('refuses the data of another major version in one line', async () => {
    const folder = usedFolder;
    const versionFile = join(folder, 'postgres/data/PG_VERSION');
    const version = await readFile(versionFile);
    await writeFile(versionFile, '17\n');

    const { code, line } = await another({ folder }).start();
    await writeFile(versionFile, version);
    expect(code).toBe('data.version');
    expect(line).toMatch(/^[^\n]* 17, [^\n]* 18\.[^\n]*move [^\n]*$/);
  });

  it('works in a long path with spaces and quotes', async () => {
    const folder = join(await newFolder(), LONG_NAME);
    folders.unshift(folder);
    const first = another({ folder });
    const { url } = await first.start();
    expect(await query(url, 'SELECT 1 AS answer')).toBe(1);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await first.stop();
    if (!isRoot) await expect(stat(socketFolderOf(url))).rejects.toThrow('ENOENT'); // it was in /tmp
  });

  itWhen(canMount(), 'a full disk needs root and `unshare -m`')(
    'says that the disk is full',
    async () => {
      const folder = await newFolder();
      await startAndStop(folder);
      const files = await realpath(join(folder, 'postgres'));
      const { uid } = await stat(files);

      const tooSmall = another({ folder, within: onSmallDisk(files, uid, '24m') });
      expect(await tooSmall.start()).toMatchObject({ code: 'disk.full', line: expect.stringMatching(/^[^\n]+$/) });

      const filledUp = another({ folder, within: onSmallDisk(files, uid, '96m') });
      expect(await filledUp.start()).toMatchObject({ owned: true });
      await filledUp.stop();
      await run('sh', ['-c', 'cat /dev/zero >"$0"', join(`/proc/${filledUp.pid}/root`, files, 'filler')]).catch(
        () => undefined,
      );
      expect(await filledUp.start()).toMatchObject({ code: 'disk.full', line: expect.stringMatching(/^[^\n]+$/) });
    },
    SLOW_MS,
  );

  itWhen(isRoot, 'another user’s folder needs root')('refuses, as root, what an ordinary user began', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'postgres'));
    expect(await another({ folder }).start()).toMatchObject({ code: 'folder.foreign' });
  });

  // Without root, every test here is this one.
  itWhen(canRunNodeAs(NOBODY), 'another user must be able to run this Node')(
    'works as an ordinary user',
    async () => {
      const home = await newFolder();
      await copyMinimalSetUp(home);
      await run('chown', ['-R', `${NOBODY.uid}:${NOBODY.gid}`, home]);
      await chmod(home, 0o700);

      const first = another({ folder: join(home, LONG_NAME), home, user: NOBODY });
      const { url, owned } = await first.start();
      expect(owned).toBe(true);
      expect(await query(url, 'SELECT 1 AS answer')).toBe(1);
      expect(await realpath(join(home, LONG_NAME, 'postgres'))).toBe(join(home, LONG_NAME, 'postgres'));
      await first.stop();
      expect(await first.end()).toBe(0);
      await expect(stat(socketFolderOf(url))).rejects.toThrow('ENOENT'); // it was in /tmp
    },
    SLOW_MS,
  );
});

async function startAndStop(folder: string): Promise<void> {
  const maker = databaseProcess({ folder });
  await maker.start();
  await maker.stop();
  await maker.end();
}

async function query(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: unknown }>(sql);
    return rows?.[0]?.answer;
  } finally {
    await client.end();
  }
}

async function until(what: string, fact: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const giveUpAt = Date.now() + limitMs;
  while (!(await fact())) {
    if (Date.now() > giveUpAt) throw new Error(`waited ${limitMs} ms in vain until ${what}`);
    await delay(20);
  }
}

function socketFolderOf(url: string): string {
  return new URL(url).searchParams.get('host') ?? '';
}

/** In a mount namespace of its own: the small disk is gone with the process. */
function onSmallDisk(path: string, uid: number, size: string): string[] {
  const mount = `mount -t tmpfs -o size=${size},mode=700,uid=${uid} tmpfs "$0" && exec "$@"`;
  return ['unshare', '-m', 'sh', '-c', mount, path];
}

function canMount(): boolean {
  return spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
}

function canRunNodeAs(user: typeof NOBODY): boolean {
  return isRoot && spawnSync(process.execPath, ['--version'], { ...user, cwd: '/' }).status === 0;
}

/** A test that not every machine can run; where it is left out, the run says so. */
function itWhen(possible: boolean, needs: string): typeof it {
  if (!possible) console.warn(`NOT TESTED here: ${needs}`);
  return possible ? it : it.skip;
}
