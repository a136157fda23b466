import { Injectable } from '@nestjs/common';
import { DigitSource, makePin, serialOf } from '#lib/cards';
import { Transactions } from '#lib/database';
import { Problem, invariant } from '#lib/kernel';
import { Keyring } from '#lib/runtime';
import type { Till } from '../activation.types.js';
import { type SandboxFault, type SandboxOutcome, STAGING, faultOf } from './outcomes.js';
import { mintPile } from './sandbox-mint.js';
import {
  type HandedCard,
  type PlayedCard,
  ageSale,
  givePin,
  madeToday,
  outcomesOf,
  readPlayed,
  takeCard,
} from './sandbox.store.js';

/** A till at work needs forty for a whole certification; batch numbers are not endless. */
const CARDS_A_DAY_MAX = 2_000;
const RETRY_AFTER_S = 3_600;

/** The tills of a sandbox retailer, as far as they play. */
type SandboxTill = Pick<Till, 'terminalId' | 'storeId' | 'currency' | 'sandbox'>;

/** Cards that give each outcome on purpose, and the parts that a till can't play itself: the customer, time. */
@Injectable()
export class SandboxService {
  constructor(
    private readonly transactions: Transactions,
    private readonly keyring: Keyring,
  ) {}

  /** A card that nobody has had, of which that will come. Makes more when none is left. */
  async take(till: SandboxTill, outcome: SandboxOutcome): Promise<HandedCard> {
    requireSandbox(till);
    const { storeId, currency } = till;
    return this.transactions.run(async (tx) => {
      const found = await takeCard(tx, storeId, outcome);
      if (found !== undefined) return found;
      if ((await madeToday(tx, storeId)) + STAGING[outcome].cards > CARDS_A_DAY_MAX) {
        const detail = `A sandbox store gets at most ${CARDS_A_DAY_MAX} cards a day.`;
        throw new Problem('rate.limited', detail, { retryAfterS: RETRY_AFTER_S });
      }
      await mintPile(tx, this.keyring, { storeId, currency, outcome });
      const made = await takeCard(tx, storeId, outcome);
      invariant(made !== undefined, 'of a pile just made there is a card');
      return made;
    });
  }

  /** What has become of a card, and what someone must explain about it. */
  async played(till: SandboxTill, cardId: bigint): Promise<PlayedCard> {
    requireSandbox(till);
    const found = await this.transactions.run((tx) => readPlayed(tx, till.storeId, cardId));
    if (found === undefined) throw notOurs(cardId);
    return found;
  }

  /**
   * A PIN for the customer of this card. Nobody knows the printed one, so the card is given another; it is told to the
   * caller alone and kept nowhere.
   */
  async newPin(till: SandboxTill, cardId: bigint): Promise<string> {
    requireSandbox(till);
    const pin = makePin(new DigitSource());
    const pepperId = this.keyring.newestPepperId;
    const digest = this.keyring.digest(pepperId, pin);
    const given = await this.transactions.run((tx) => givePin(tx, { storeId: till.storeId, cardId, pepperId, digest }));
    if (!given) throw notOurs(cardId);
    return pin;
  }

  /** Lets so many minutes pass for one sale, so that a till meets the end of its time to void today. */
  async age(till: SandboxTill, key: string, minutes: number): Promise<void> {
    requireSandbox(till);
    const aged = await this.transactions.run((tx) => ageSale(tx, till.terminalId, key, minutes));
    if (!aged) throw new Problem('activation.not_found');
  }

  /** What our side must do instead of selling these cards, if anything. Only ever asked for a sandbox's till. */
  async faultOf({ storeId }: SandboxTill, cardIds: readonly bigint[]): Promise<SandboxFault | undefined> {
    const outcomes = await this.transactions.run((tx) => outcomesOf(tx, storeId, cardIds));
    return outcomes.map(faultOf).find((fault) => fault !== undefined);
  }
}

/** Nothing of this may ever touch a shop that takes cash. */
function requireSandbox({ sandbox }: SandboxTill): void {
  if (!sandbox) throw new Problem('sandbox.only');
}

function notOurs(cardId: bigint): Problem {
  return new Problem('card.not_found', `${serialOf(cardId)} is no card of this store’s sandbox.`);
}
