import { Injectable } from '@nestjs/common';
import { recordAudit } from '#lib/access';
import { Transactions, type Tx, databaseNow } from '#lib/database';
import { Problem, zonedTime } from '#lib/kernel';
import { openExceptions } from '#lib/ledger';
import {
  ClerkDesk,
  type CurrentShift,
  type DrawerMoveFacts,
  RetailService,
  closeDrawer,
  currentShift,
  insertShift,
  lockCurrentShift,
  moveCash,
  movesOf,
  nextZNumber,
  zReportOf,
} from '#lib/retail';
import type { Till } from '../activation.types.js';
import { countedOf, expectedOf, requireExplained } from './cash-up.policy.js';
import { type Drawer, reportOf } from './shift-report.js';
import type { CountedCards, CountedUnit, ReportCards, ShiftReport } from './shift-report.types.js';
import { placeOf, productNames, salesOf, undoneIn } from './shift.store.js';

export interface OpenShiftRequest {
  readonly clerk: string;
  /** The clerk's sign-in code: asked for where the clerk has one. */
  readonly code?: string;
  readonly floatMinor: bigint;
  /** Takes over a drawer that another clerk left open. */
  readonly supervisorCode?: string;
}

export interface CloseShiftRequest {
  readonly counted: readonly CountedUnit[];
  readonly cards?: readonly CountedCards[];
  readonly reason?: string;
  readonly supervisorCode?: string;
  /** The shift that is meant: a repeat whose answer was lost never closes the next one. */
  readonly shiftId?: string;
}

/** How many cards of each product should hang on the store's peg. */
export type ExpectedCards = (productIds: readonly number[]) => Promise<ReadonlyMap<number, number>>;

type AtTill = Pick<Till, 'terminalId' | 'storeId'>;

/** A drawer from float to Z report. Over and short are the retailer's own, not in our ledger. */
@Injectable()
export class ShiftService {
  constructor(
    private readonly transactions: Transactions,
    private readonly retail: RetailService,
    private readonly clerks: ClerkDesk,
  ) {}

  /** Opens a drawer; the same clerk again gets the open one. Another's is taken over only with a supervisor's code. */
  async open(
    till: AtTill,
    { clerk, code, floatMinor, supervisorCode }: OpenShiftRequest,
  ): Promise<{
    readonly shift: CurrentShift;
    readonly replayed: boolean;
  }> {
    const clerkId = await this.clerkIdOf(till, clerk, code);
    const supervisor = await this.supervisorOf(till, supervisorCode);
    return this.transactions.run(async (tx) => {
      const other = await lockCurrentShift(tx, till.terminalId);
      if (other?.clerkId === clerkId) return { shift: other, replayed: true };
      if (other !== undefined) {
        if (supervisor === undefined) {
          throw new Problem('shift.open_elsewhere', `${other.clerkName} (${other.clerkCode}) has a shift open here.`);
        }
        await this.closeUncounted(tx, other, supervisor);
        await noteTakeOver(tx, other, { clerkId, supervisor });
      }
      const isNew = await insertShift(tx, { terminalId: till.terminalId, clerkId, floatMinor });
      const shift = await currentShift(tx, till.terminalId);
      // Somebody else's came between: asked again, it is told whose.
      if (shift?.clerkId !== clerkId) throw new Problem('busy');
      return { shift, replayed: !isNew };
    });
  }

  /** The open drawer with what it has sold. */
  async current({ terminalId }: AtTill): Promise<{
    readonly shift: CurrentShift | null;
    readonly salesCount: number;
    readonly salesMinor: bigint;
  }> {
    return this.transactions.run(async (tx) => {
      const shift = (await currentShift(tx, terminalId)) ?? null;
      const sales = shift === null ? [] : await salesOf(tx, shift.id);
      const salesMinor = sales.reduce((sum, { amountMinor, taxesMinor }) => sum + amountMinor + taxesMinor, 0n);
      return { shift, salesCount: sales.reduce((sum, { count }) => sum + count, 0), salesMinor };
    });
  }

  /** Cash beside sales, once an id. */
  move(
    { terminalId }: AtTill,
    move: Omit<DrawerMoveFacts, 'at'>,
  ): Promise<{ readonly move: DrawerMoveFacts; readonly replayed: boolean }> {
    return this.transactions.run((tx) => moveCash(tx, terminalId, move));
  }

  /** The drawer as it stands: what is expected is not told, for it will be counted blind. */
  async x({ terminalId }: AtTill): Promise<ShiftReport> {
    return this.transactions.run(async (tx) => {
      const shift = await currentShift(tx, terminalId);
      if (shift === undefined) throw new Problem('shift.not_open');
      return reportOf({ ...(await this.drawerOf(tx, shift)), kind: 'x' });
    });
  }

  /** Counts the drawer and closes it; the same call again gets the same Z. Refuses `shift.count_differs` until it is explained. */
  async close(till: AtTill, request: CloseShiftRequest, expectedCards: ExpectedCards): Promise<ShiftReport> {
    const supervisor = await this.supervisorOf(till, request.supervisorCode);
    const cards = await this.countCards(request.cards ?? [], expectedCards);
    return this.transactions.run(async (tx) => {
      const shift = await lockCurrentShift(tx, till.terminalId);
      const { shiftId, counted, reason } = request;
      if (shiftId !== undefined && shiftId !== shift?.id) return this.zOf(tx, till.terminalId, shiftId);
      if (shift === undefined) {
        throw new Problem('shift.not_open', 'No shift is open here. To get a closed one’s report, send its shiftId.');
      }
      const drawer = await this.drawerOf(tx, shift);
      const countedMinor = countedOf(counted);
      requireExplained(countedMinor - expectedOf(drawer.sums), drawer.place.currency, { reason, supervisor });
      const closed = { counted, countedMinor, cards, reason, supervisor };
      const report = await this.put(tx, drawer, { ...closed, closedBy: `clerk:${shift.clerkId}` });
      await this.explainCards(tx, till, drawer.place.retailerId, shift.id, cards);
      return report;
    });
  }

  /** A closed shift's report as it was printed. */
  z({ terminalId }: AtTill, shiftId: string): Promise<ShiftReport> {
    return this.transactions.run((tx) => this.zOf(tx, terminalId, shiftId));
  }

  private async zOf(tx: Tx, terminalId: number, shiftId: string): Promise<ShiftReport> {
    const report = await zReportOf(tx, terminalId, shiftId);
    if (report === undefined) throw new Problem('shift.not_found');
    return report as ShiftReport;
  }

  private async clerkIdOf(till: AtTill, clerk: string, code: string | undefined): Promise<number> {
    if (code !== undefined) return (await this.clerks.signIn(till.storeId, clerk, code)).clerkId;
    return this.clerks.withoutCode(till.storeId, clerk);
  }

  private async supervisorOf({ storeId }: AtTill, code: string | undefined): Promise<string | undefined> {
    if (code === undefined) return undefined;
    const supervisor = await this.retail.supervisorOf(storeId, code);
    if (supervisor === undefined) throw new Problem('supervisor.code_wrong');
    return supervisor;
  }

  private async drawerOf(tx: Tx, shift: CurrentShift): Promise<Drawer> {
    const place = await placeOf(tx, shift.terminalId);
    const sales = await salesOf(tx, shift.id);
    const undone = await undoneIn(tx, shift.id);
    const moves = await movesOf(tx, shift.id);
    const sumOf = (kinds: readonly string[]): bigint =>
      moves.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    const sums = {
      openingMinor: shift.floatMinor,
      cashSalesMinor: sales.reduce((sum, { amountMinor, taxesMinor }) => sum + amountMinor + taxesMinor, 0n),
      refundsMinor: undone.totalMinor,
      paidInMinor: sumOf(['pay_in']),
      paidOutMinor: sumOf(['pay_out', 'drop']),
    };
    return { place, shift, sales, undone, moves, sums, at: zonedTime(await databaseNow(tx), place.store.zone) };
  }

  /** A supervisor takes the till: the drawer goes with it, uncounted. */
  private async closeUncounted(tx: Tx, shift: CurrentShift, supervisor: string): Promise<void> {
    const drawer = await this.drawerOf(tx, shift);
    const uncounted = { counted: null, countedMinor: null, cards: [], reason: undefined, supervisor };
    await this.put(tx, drawer, { ...uncounted, closedBy: supervisor });
  }

  private async put(
    tx: Tx,
    drawer: Drawer,
    closed: {
      readonly counted: readonly CountedUnit[] | null;
      readonly countedMinor: bigint | null;
      readonly cards: readonly ReportCards[];
      readonly reason: string | undefined;
      readonly supervisor: string | undefined;
      readonly closedBy: string;
    },
  ): Promise<ShiftReport> {
    const { shift, sums } = drawer;
    const { cards, closedBy, counted, countedMinor, reason, supervisor } = closed;
    const zNumber = await nextZNumber(tx, shift.terminalId);
    const report = reportOf({ ...drawer, kind: 'z', zNumber, counted, countedMinor, cards, reason, supervisor });
    const sumOf = (of: 'counted' | 'expected'): number | null =>
      cards.length === 0 ? null : cards.reduce((sum, one) => sum + one[of], 0);
    const row = {
      shiftId: shift.id,
      terminalId: shift.terminalId,
      closedBy,
      counted,
      countedMinor,
      expectedMinor: expectedOf(sums),
      reason: reason ?? null,
      cardsCounted: sumOf('counted'),
      cardsExpected: sumOf('expected'),
    };
    await closeDrawer(tx, row, zNumber, report);
    return report;
  }

  private async countCards(counted: readonly CountedCards[], expectedCards: ExpectedCards): Promise<ReportCards[]> {
    if (counted.length === 0) return [];
    const ids = [...new Set(counted.map(({ productId }) => Number(productId)))];
    if (ids.length !== counted.length) throw new Problem('request.invalid', 'Count each product once.');
    const names = await this.transactions.run((tx) => productNames(tx, ids));
    const expected = await expectedCards(ids);
    return counted.map(({ productId, count }) => {
      const name = names.get(Number(productId));
      if (name === undefined) throw new Problem('product.not_found');
      return { productId, name, expected: expected.get(Number(productId)) ?? 0, counted: count };
    });
  }

  private async explainCards(
    tx: Tx,
    { storeId }: AtTill,
    retailerId: number,
    shiftId: string,
    cards: readonly ReportCards[],
  ): Promise<void> {
    const differing = cards.filter(({ expected, counted }) => expected !== counted);
    const exceptions = differing.map(({ productId, expected, counted }) => ({
      code: 'COUNT_DIFF' as const,
      retailerId,
      storeId,
      source: `shift ${shiftId} ${productId}`,
      detail: { shiftId, productId, expected, counted },
    }));
    await openExceptions(tx, exceptions);
  }
}

/** Who let whom have the till, and whose drawer went uncounted for it. */
function noteTakeOver(
  tx: Tx,
  { id, terminalId, clerkId: from }: CurrentShift,
  { clerkId: to, supervisor }: { readonly clerkId: number; readonly supervisor: string },
): Promise<void> {
  const detail = { shiftId: id, from: `clerk:${from}`, to: `clerk:${to}`, supervisor };
  const terminal = `terminal:${terminalId}`;
  return recordAudit(tx, { actor: terminal, action: 'shift.take_over', subject: terminal, detail });
}
