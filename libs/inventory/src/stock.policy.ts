/** Over how many days sales are counted. */
export const SALES_DAYS = 7;

/** How long what hangs in a store lasts at the pace of its last days, in tenths of a day; `null`: nothing was sold, nobody can tell. */
export function coverDays(inStore: number, sold: number): number | null {
  return sold === 0 ? null : Math.round((inStore * SALES_DAYS * 10) / sold) / 10;
}

/** At the re-order point or below it: what is on its way counts, or the same box would be ordered every day. */
export function mustReorder(inStore: number, onTheWay: number, reorderPoint: number | null): boolean {
  return reorderPoint !== null && inStore + onTheWay <= reorderPoint;
}

/** The smallest id (UUIDv7, RFC 9562) that can have been made at a time or later. */
export function firstIdSince(timeMs: number): string {
  const hex = Math.max(0, timeMs).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
