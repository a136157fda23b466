import type { CardFacts } from '#lib/cards';
import type { LocalDate, ProblemCode } from '#lib/kernel';
import type { WatchReason } from '#lib/risk';
import type { PepperedDigest } from '#lib/runtime';
import type { DeviceFacts, Extension } from '#lib/subscriptions';

/** A well-formed PIN sent for a device. The PIN itself stays outside: its digests are all that is looked for. */
export interface PinTry {
  readonly verb: 'preview' | 'redeem';
  /** One digest a pepper slot, always as many. */
  readonly digests: readonly PepperedDigest[];
  /** The card that the caller says it is, by its serial. */
  readonly serialCard?: bigint;
  readonly deviceNumber: string;
  readonly channel: string;
  /** The client's address. */
  readonly source: string;
  readonly key?: string;
}

/** The sale that a live card stands on. */
export interface LiveSale {
  readonly id: string;
  readonly businessDate: LocalDate;
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** A redemption that stands: granted or held. */
export interface StandingRedemption {
  readonly id: string;
  readonly cardId: bigint;
  readonly deviceId: bigint;
  readonly key: string | null;
  readonly state: 'granted' | 'held';
  readonly receipt: string;
  readonly months: number;
  readonly paidThrough: LocalDate | null;
  readonly requestedAt: Date;
  readonly answerBy: Date | null;
}

/** Everything one try is decided from, read under the locks of card and device. */
export interface TryFacts {
  readonly card: CardFacts | undefined;
  readonly sale: LiveSale | undefined;
  readonly standing: StandingRedemption | undefined;
  /** Why the card's redemption waits for a person, the oldest reason first; mostly none. */
  readonly watches: readonly WatchReason[];
  readonly device: DeviceFacts | undefined;
  /** The device's local day. */
  readonly today: LocalDate;
  readonly now: Date;
}

export type TryDecision =
  | {
      readonly kind: 'refuse';
      readonly code: ProblemCode /** Goes into the attempt, never to a caller with a PIN alone. */;
      readonly reason: string;
    }
  | { readonly kind: 'replay'; readonly redemption: StandingRedemption }
  | { readonly kind: 'grant'; readonly extension: Extension }
  | { readonly kind: 'hold'; readonly extension: Extension; readonly because: string };

export type TryAnswer =
  | { readonly kind: 'refused'; readonly code: ProblemCode }
  | {
      readonly kind: 'previewed';
      readonly card: CardFacts;
      readonly before: LocalDate | null;
      readonly extension: Extension;
    }
  | { readonly kind: 'redeemed'; readonly redemption: StandingRedemption; readonly replayed: boolean };
