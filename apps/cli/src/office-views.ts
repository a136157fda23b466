import type { BatchState } from '#lib/cards';
import { formatMoney } from '#lib/kernel';

/** What the office answers, as far as the CLI shows it. Ids are texts. */
export interface ProductView {
  readonly id: string;
  readonly name?: string;
  readonly plan?: string;
  readonly months: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly gtin?: string;
}

export interface StoreView {
  readonly id: string;
  readonly name: string;
  readonly retailerId?: string;
  readonly address?: string;
  readonly zone?: string;
}

export interface BatchView {
  readonly id: string;
  readonly state: BatchState;
  readonly quantity: number;
  readonly minted: number;
  readonly productId?: string;
  readonly months?: number;
  readonly firstSerial?: string | null;
  readonly lastSerial?: string | null;
  readonly reason?: string | null;
  /** Of one batch: how many of its cards are in each state. */
  readonly counts?: Readonly<Record<string, number>>;
}

export interface SheetView {
  readonly id: string;
  readonly state: 'making' | 'ready' | 'failed' | 'destroyed';
  /** Cards drawn so far. */
  readonly done: number;
  readonly cards: number;
  readonly bytes?: number | null;
  readonly sha256?: string | null;
  readonly reason?: string | null;
}

export interface ConsignmentView {
  readonly id: string;
  readonly state: 'shipped' | 'received' | 'received_short';
  readonly storeId: string;
  readonly firstSerial: string;
  readonly lastSerial: string;
  readonly cards: number;
  readonly received: number | null;
}

export interface CardView {
  readonly serial: string;
  readonly state: string;
  readonly batchId?: string;
  readonly months?: number;
  readonly storeId?: string | null;
  readonly sellBy?: string;
  readonly history: readonly {
    readonly at: string;
    readonly event: string;
    readonly actor: string;
    readonly storeId?: string | null;
    /** How many cards it happened to at once. */
    readonly cards?: number;
    readonly detail?: Readonly<Record<string, unknown>> | null;
  }[];
  readonly attempts?: readonly {
    readonly at: string;
    readonly verb: string;
    readonly channel: string;
    readonly reason: string | null;
  }[];
}

/** Six digits, as printed in every serial; people may leave the zeros out. */
export function batchPath(id: string): string {
  return `/v1/office/batches/${encodeURIComponent(batchNumber(id))}`;
}

export function batchNumber(id: string): string {
  return /^\d{1,6}$/.test(id) ? id.padStart(6, '0') : id;
}

export function money(amountMinor: number, currency: string): string {
  return formatMoney(BigInt(amountMinor), currency);
}
