import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '#lib/http';
import { usage } from './exit.js';

export interface DemoPerson {
  readonly email: string;
  readonly token: string;
  readonly roles: readonly string[];
}

export interface DemoTerminal {
  readonly id: string | number;
  readonly keyId: string;
  readonly privateKeyPem: string;
  readonly storeId: string | number;
}

/** `.reup/demo.json`, as far as the CLI plays its parts (design §8). */
export interface Demo {
  readonly url: string;
  readonly staff: readonly DemoPerson[];
  readonly terminals: readonly DemoTerminal[];
  readonly cards: readonly { readonly serial: string; readonly pin: string }[];
}

/** The demo world of a folder; nothing where there is none. */
export async function readDemo(home: string): Promise<Demo | undefined> {
  const path = join(home, 'demo.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw usage(`${path} can’t be read: ${error.message}`);
  });
  if (text === undefined) return undefined;
  try {
    const { url, staff, terminals, cards } = JSON.parse(text) as Partial<Demo>;
    if (typeof url === 'string' && Array.isArray(staff)) {
      return { url, staff, terminals: terminals ?? [], cards: cards ?? [] };
    }
  } catch {
    // told below: whoever wrote it, it is no demo world
  }
  throw usage(`${path} is no demo world: delete it, then \`npm start\` writes it anew`);
}

/** Whom to play: the one who was named, else the first who may do this. */
export function pickPerson(demo: Demo, as: string | undefined, roles: readonly Role[]): DemoPerson {
  if (as !== undefined) {
    const found = demo.staff.find(({ email, roles: has }) => email === as || has.includes(as));
    if (found !== undefined) return found;
    throw usage(`nobody in the demo world is ${as}. There are: ${demo.staff.map(describePerson).join(', ')}`);
  }
  for (const role of roles) {
    const found = demo.staff.find(({ roles: has }) => has.includes(role));
    if (found !== undefined) return found;
  }
  throw usage(`nobody in the demo world has the role ${roles.join(' or ')}`);
}

export function describePerson({ email, roles }: DemoPerson): string {
  return `${email} (${roles.join(', ')})`;
}

export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
