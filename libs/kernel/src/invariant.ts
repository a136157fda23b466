/** Thrown when the code contradicts itself: a bug, never a refusal. */
export class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

export function invariant(holds: unknown, what: string): asserts holds {
  if (!holds) throw new InvariantBroken(what);
}
