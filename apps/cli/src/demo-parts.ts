import { readFile } from 'node:fs/promises';
import type { Role } from '#lib/http';
import { type DemoFile, demoFilePath } from './demo/demo-file.js';
import { usage } from './exit.js';

/** `.reup/demo.json`, as far as the CLI plays its parts. */
export type Demo = Pick<DemoFile, 'url' | 'staff' | 'terminals' | 'cards' | 'sandbox'>;
export type DemoPart = DemoFile['staff'][number];

/** The demo world of a folder; nothing where there is none. */
export async function readDemo(home: string): Promise<Demo | undefined> {
  const path = demoFilePath(home);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw usage(`${path} can’t be read: ${error.message}`);
  });
  if (text === undefined) return undefined;
  try {
    const { url, staff, terminals, cards, sandbox } = JSON.parse(text) as Partial<Demo>;
    if (typeof url === 'string' && [staff, terminals, cards].every(Array.isArray)) {
      return { url, staff: staff!, terminals: terminals!, cards: cards!, ...(sandbox && { sandbox }) };
    }
  } catch {
    // told below: whoever wrote it, it is no demo world
  }
  throw usage(`${path} is no demo world: delete it, then \`npm start\` writes it anew`);
}

/** Whom to play: the one who was named, else the first who may do this. */
export function pickPerson(demo: Demo, as: string | undefined, roles: readonly Role[]): DemoPart {
  if (as !== undefined) {
    const found = demo.staff.find(({ email, roles: has }) => email === as || has.includes(as));
    if (found !== undefined) return found;
    throw usage(`nobody in the demo world is ${as}. There are: ${demo.staff.map(describePart).join(', ')}`);
  }
  for (const role of roles) {
    const found = demo.staff.find(({ roles: has }) => has.includes(role));
    if (found !== undefined) return found;
  }
  throw usage(`nobody in the demo world has the role ${roles.join(' or ')}`);
}

export function describePart({ email, roles }: DemoPart): string {
  return `${email} (${roles.join(', ')})`;
}

export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
