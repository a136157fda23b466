import type { Sale, SaleAnswer } from './contract.js';

/**
 * Where a sale of this till stands. `sending`: a try is under way, or was when the till stopped. `unknown`: nobody
 * answered, a person chooses. `stored`: the customer has the card, the sale waits for the line. `reversing`: the money
 * went back, the server must hear it. All others are the end.
 */
export type QueueState =
  | 'sending'
  | 'unknown'
  | 'stored'
  | 'reversing'
  | 'sold'
  | 'refused'
  /** Undone at the server. */
  | 'reversed'
  /** Undone before anything was sent. */
  | 'cancelled'
  /** A stored sale that stands. */
  | 'accepted'
  /** It stands, and someone at the office must look at it. */
  | 'exception'
  /** A stored sale for which there was no card: the cash is in the drawer, the office knows. */
  | 'rejected'
  /** The money went back, but the sale can't be undone. */
  | 'stands';

export const OPEN_STATES: ReadonlySet<QueueState> = new Set(['sending', 'unknown', 'stored', 'reversing']);

/** One sale as it is written down. Plain JSON: no secret, no class. */
export interface QueuedSale {
  readonly key: string;
  readonly sale: Sale;
  /** What the customer pays, minor units: for the floor. */
  readonly totalMinor: number;
  /** By the till's clock, with offset. */
  readonly soldAt: string;
  readonly state: QueueState;
  /** Some try may have reached the server without an answer. */
  readonly doubt: boolean;
  /** Tries by the queue itself since the state began. */
  readonly tries: number;
  /** When it tries again by itself, ms since 1970. */
  readonly nextAt?: number;
  readonly answer?: SaleAnswer;
  /** An answer of an earlier try with this key. */
  readonly replayed?: boolean;
  /** Of a refusal. */
  readonly code?: string;
  readonly detail?: string;
  /** For the log: why there was no answer. */
  readonly why?: string;
  readonly exceptions?: readonly string[];
  /** For the recovery slip, once the queue has tried so often that a person must help. */
  readonly claim?: string;
  /** When it came to its end, ms since 1970. */
  readonly endedAt?: number;
  /** A person has read how it ended. */
  readonly seen?: boolean;
}

/** Where the queue is written down: IndexedDB in a browser, files for Node. */
export interface QueueStore {
  all(): Promise<readonly QueuedSale[]>;
  /**
   * Reads one sale, decides, and writes it, as one step that nobody comes between; `undefined` deletes it, the same
   * object leaves it. Resolves when it would survive a power cut as well as the device can.
   */
  change(
    key: string,
    decide: (found: QueuedSale | undefined) => QueuedSale | undefined,
  ): Promise<QueuedSale | undefined>;
}

/** How far a till sells without a line; the server tells its own (`GET /v1/pos/terminal`). */
export interface FloorLimits {
  /** Sales that may wait at once. */
  readonly cards: number;
  readonly amountMinor: number;
  /** How old the oldest of them may be. */
  readonly hours: number;
}

export const FLOOR_LIMITS: FloorLimits = { cards: 20, amountMinor: 100_000, hours: 24 };

/** What came of an order to sell. */
export type Taken =
  | { readonly kind: 'taken'; readonly entry: QueuedSale }
  | {
      readonly kind: 'not_taken';
      readonly why: NotTaken;
      readonly words: string;
      /** The sale of this card that is still open. */
      readonly entry?: QueuedSale;
    };

export type NotTaken = 'card.open' | 'scan.invalid' | 'floor.cards' | 'floor.amount' | 'floor.age';

/** What the page shows beside "Queue". */
export interface QueueCount {
  readonly stored: number;
  readonly storedMinor: number;
  readonly reversing: number;
  readonly unknown: number;
  /** Ends that nobody has read. */
  readonly unread: number;
  readonly oldestStoredAt?: string;
  readonly nextAt?: number;
}
