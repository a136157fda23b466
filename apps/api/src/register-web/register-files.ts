import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the build leaves the register, seen from the compiled API and from its source. */
const PLACES = ['../../../../web/register', '../../../../dist/web/register'];

/** What `npm run build` made of the register; of none, `undefined`. */
export class RegisterFiles {
  private constructor(private readonly folder: string) {}

  static find(): RegisterFiles | undefined {
    const here = dirname(fileURLToPath(import.meta.url));
    const folder = PLACES.map((place) => join(here, place)).find((place) => existsSync(join(place, 'index.html')));
    return folder === undefined ? undefined : new RegisterFiles(folder);
  }

  /** Their names hold a hash of what is in them. */
  get assets(): string {
    return join(this.folder, 'assets');
  }

  /** The page with the nonce that this one answer's policy names. Read anew: a build may have come meanwhile. */
  async page(nonce: string): Promise<string> {
    return (await readFile(join(this.folder, 'index.html'), 'utf8')).replaceAll('__NONCE__', nonce);
  }

  /** What keeps the register working without a network. */
  serviceWorker(): Promise<string> {
    return readFile(join(this.folder, 'sw.js'), 'utf8');
  }

  /** How a till's browser installs it as an app. */
  manifest(): Promise<string> {
    return readFile(join(this.folder, 'register.webmanifest'), 'utf8');
  }
}
