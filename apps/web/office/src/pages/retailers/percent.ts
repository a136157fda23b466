const BP_A_PERCENT = 100;

/** Hundredths of a percent as people write them: 825 → `8.25 %`. */
export function percent(bp: number): string {
  return `${bp / BP_A_PERCENT} %`;
}

/** `8.25` → 825; `undefined` for what is no percentage from 0 to 100 with two digits at most. */
export function toBp(typed: string): number | undefined {
  const found = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(typed.trim());
  if (found === null) return undefined;
  const bp = Number(found[1]) * BP_A_PERCENT + Number((found[2] ?? '').padEnd(2, '0'));
  return bp <= 100 * BP_A_PERCENT ? bp : undefined;
}
