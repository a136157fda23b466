import { type CardFacts, type CardHappening, type CardMove, nextState } from '#lib/cards';
import { type LocalDate, clearCode, invariant } from '#lib/kernel';
import { type Transfer, redemptionPostings } from '#lib/ledger';
import type { DeviceFacts, Extension, Grant } from '#lib/subscriptions';
import type { LiveSale } from './redemption.types.js';

/** A card's months going to a device: by its PIN, by a reviewer's release, or as the replacement of an unreadable one. */
export interface Granting {
  readonly card: CardFacts;
  readonly sale: LiveSale;
  readonly device: DeviceFacts;
  /** The device's local day. */
  readonly today: LocalDate;
  readonly extension: Extension;
  readonly redemptionId: string;
  readonly event: 'redeem' | 'release' | 'replace';
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Everything that is written when a card becomes time: one source, the redemption. */
export interface GrantParts {
  readonly move: CardMove;
  readonly happening: CardHappening;
  readonly grant: Grant;
  readonly transfers: readonly Transfer[];
}

export function grantParts({
  card,
  sale,
  device,
  today,
  extension,
  redemptionId,
  event,
  actor,
  detail,
}: Granting): GrantParts {
  const to = nextState(card.state, event);
  invariant(to !== undefined, `${event} was decided on a card that may not`);
  const { id, state: from, activationId, months, productId } = card;
  return {
    move: { id, from, to, activationId },
    happening: {
      kind: event,
      firstCard: id,
      lastCard: id,
      actor,
      source: redemptionId,
      detail: { ...detail, device: `••${device.number.slice(-2)}` },
    },
    grant: {
      ...extension,
      deviceId: device.id,
      kind: event === 'replace' ? 'replacement' : 'card',
      source: redemptionId,
      months,
      grantedOn: today,
    },
    transfers: redemptionPostings({
      source: redemptionId,
      businessDate: today,
      productId,
      deviceId: device.id,
      months,
      days: extension.days,
      amountMinor: sale.amountMinor,
      currency: sale.currency,
    }),
  };
}

/** `R-7K2M-91QX`: what the customer reads to support. */
export function newReceipt(): string {
  return `R-${clearCode(4)}-${clearCode(4)}`;
}
