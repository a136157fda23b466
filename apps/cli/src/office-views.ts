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
  /** The one thing it waits for. */
  readonly nextStep?: string | null;
  readonly productName?: string;
  readonly templateName?: string | null;
  readonly houseName?: string | null;
  readonly requestedByName?: string | null;
  readonly approvedByName?: string | null;
  readonly releasedByName?: string | null;
  /** Of one batch: how many of its cards are in each state. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** Cards by where they are; `closes` when they are as many as were minted. */
export interface EquationView {
  readonly minted: number;
  readonly spoiled: number;
  readonly warehouse: number;
  readonly shipped: number;
  readonly inStore: number;
  readonly active: number;
  readonly held: number;
  readonly redeemed: number;
  readonly replaced: number;
  readonly voided: number;
  readonly expiredUnsold: number;
  readonly expiredSold: number;
  readonly blockedUnsold: number;
  readonly blockedSold: number;
  readonly closes: boolean;
}

export interface TimelineView {
  readonly at: string;
  readonly what: string;
  readonly who: string;
  readonly detail: object | null;
}

/** One message of a mint's stream. */
export interface MintProgressView {
  readonly state?: BatchState;
  readonly quantity?: number;
  readonly minted?: number;
  readonly ratePerS?: number | null;
  readonly leftS?: number | null;
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

/** The first file that was asked for, and the ids of all. */
export interface SheetsAskedView extends SheetView {
  readonly files?: readonly string[];
}

export interface TemplateView {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** The name of its layout. */
  readonly stock: string;
  readonly languages: readonly string[];
  readonly tillCode: string;
  readonly state: 'draft' | 'proofed' | 'retired';
  readonly createdBy: string;
  readonly createdByName?: string | null;
}

export interface ProofView {
  readonly id: string;
  readonly templateId: string;
  readonly productId: string;
  readonly state: 'waiting' | 'approved' | 'rejected' | 'replaced';
  readonly sha256: string;
}

export interface TemplateDetailView extends TemplateView {
  readonly spec: object;
  readonly proof: ProofView | null;
}

export interface ConsignmentView {
  readonly id: string;
  readonly state: 'shipped' | 'received' | 'received_short' | 'returned';
  readonly storeId: string;
  readonly storeName?: string;
  readonly firstSerial: string;
  readonly lastSerial: string;
  readonly cards: number;
  readonly received: number | null;
}

export interface ReturnView {
  readonly id: string;
  readonly cards: number;
  readonly firstSerial: string;
  readonly lastSerial: string;
}

/** A store’s stock of one product. */
export interface StockView {
  readonly storeId: string;
  readonly storeName: string;
  readonly productId: string;
  readonly productName: string;
  readonly onTheWay: number;
  readonly inStore: number;
  readonly sold7d: number;
  readonly coverDays: number | null;
  readonly oldestDays: number | null;
  readonly reorderPoint: number | null;
  readonly reorder: boolean;
}

/** What of a batch lies in the warehouse. */
export interface WarehouseView {
  readonly batchId: string;
  readonly state: string;
  readonly productName: string;
  readonly cards: number;
  readonly inWarehouse: number;
  readonly sent: number;
  readonly spoiled: number;
  readonly blocked: number;
  readonly sellBy: string;
}

export interface CountView {
  readonly expected: number;
  readonly counted: number;
  readonly difference: number;
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
