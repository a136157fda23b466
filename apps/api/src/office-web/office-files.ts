import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the build leaves the office, seen from the compiled API and from its source. */
const PLACES = ['../../../../web/office', '../../../../dist/web/office'];

/** What `npm run build` made of the office; of none, `undefined`. */
export class OfficeFiles {
  private constructor(private readonly folder: string) {}

  static find(): OfficeFiles | undefined {
    const here = dirname(fileURLToPath(import.meta.url));
    const folder = PLACES.map((place) => join(here, place)).find((place) => existsSync(join(place, 'index.html')));
    return folder === undefined ? undefined : new OfficeFiles(folder);
  }

  /** Their names hold a hash of what is in them. */
  get assets(): string {
    return join(this.folder, 'assets');
  }

  /** The page with the nonce that this one answer's policy names. Read anew: a build may have come meanwhile. */
  async page(nonce: string): Promise<string> {
    return (await readFile(join(this.folder, 'index.html'), 'utf8')).replaceAll('__NONCE__', nonce);
  }
}
