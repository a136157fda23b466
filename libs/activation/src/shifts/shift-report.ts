import type { CurrentShift, DrawerMoveFacts } from '#lib/retail';
import { zonedTime } from '#lib/kernel';
import { type DrawerSums, expectedOf } from './cash-up.policy.js';
import type { CountedUnit, ReportCards, ShiftReport } from './shift-report.types.js';
import type { ShiftPlace, ShiftSales, undoneIn } from './shift.store.js';

/** Everything that a report is made of. */
export interface Drawer {
  readonly place: ShiftPlace;
  readonly shift: CurrentShift;
  readonly sales: readonly ShiftSales[];
  readonly undone: Awaited<ReturnType<typeof undoneIn>>;
  readonly moves: readonly DrawerMoveFacts[];
  readonly sums: DrawerSums;
  /** In the store's own time. */
  readonly at: string;
}

interface Closing {
  readonly kind: 'x' | 'z';
  readonly zNumber?: number;
  /** `null`: nothing was counted, the till was taken over. */
  readonly counted?: readonly CountedUnit[] | null;
  readonly countedMinor?: bigint | null;
  readonly cards?: readonly ReportCards[];
  readonly reason?: string | undefined;
  readonly supervisor?: string | undefined;
}

export function reportOf(drawer: Drawer & Closing): ShiftReport {
  const { kind, place, shift, sales, undone, moves, at, counted, cards = [], reason, supervisor } = drawer;
  const { zone, ...store } = place.store;
  const timeOf = (time: Date): string => zonedTime(time, zone);
  return {
    kind,
    shiftId: shift.id,
    zNumber: drawer.zNumber ?? null,
    retailer: place.retailer,
    store: { ...store, id: String(store.id) },
    terminal: { ...place.terminal, id: String(place.terminal.id) },
    clerk: { code: shift.clerkCode, name: shift.clerkName },
    currency: place.currency,
    openedAt: timeOf(shift.openedAt),
    at,
    takenOver: kind === 'z' && counted === null,
    drawer: linesOf(drawer),
    reason: reason ?? null,
    supervisor: supervisor ?? null,
    sales: {
      count: sales.reduce((sum, { count }) => sum + count, 0),
      amountMinor: Number(sales.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)),
      taxesMinor: Number(sales.reduce((sum, { taxesMinor }) => sum + taxesMinor, 0n)),
    },
    products: sales.map(({ productId, name, count, amountMinor }) => ({
      productId: String(productId),
      name,
      count,
      amountMinor: Number(amountMinor),
    })),
    undone: undone.newest.map(({ totalMinor, at: time, ...one }) => ({
      ...one,
      amountMinor: Number(totalMinor),
      at: timeOf(time),
    })),
    undoneCount: undone.count,
    moves: moves.map(({ kind: what, amountMinor, reason: why, at: time }) => ({
      kind: what,
      amountMinor: Number(amountMinor),
      reason: why,
      at: timeOf(time),
    })),
    counted: counted ?? [],
    cards,
  };
}

/** Of an X, and of a drawer that nobody counted, what was expected is nobody's to know but the Z's. */
function linesOf({ kind, sums, countedMinor }: Drawer & Closing): ShiftReport['drawer'] {
  const expectedMinor = kind === 'x' ? null : Number(expectedOf(sums));
  const counted = countedMinor == null ? null : Number(countedMinor);
  return {
    openingMinor: Number(sums.openingMinor),
    cashSalesMinor: Number(sums.cashSalesMinor),
    refundsMinor: Number(sums.refundsMinor),
    paidInMinor: Number(sums.paidInMinor),
    paidOutMinor: Number(sums.paidOutMinor),
    expectedMinor,
    countedMinor: counted,
    overShortMinor: counted === null || expectedMinor === null ? null : counted - expectedMinor,
  };
}
