import { createStaff } from '#lib/access';
import type { Role } from '#lib/http';
import type { World } from './world.js';

let hired = 0;

/** Somebody who works here; nobody signs in as them. */
export function hire(world: World, ...roles: Role[]): Promise<string> {
  const n = ++hired;
  const staff = { email: `staff-${n}@reup.example`, name: `Staff ${n}`, passwordHash: 'none', roles };
  return world.transactions.run((tx) => createStaff(tx, staff));
}
