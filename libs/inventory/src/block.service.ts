import { Injectable } from '@nestjs/common';
import {
  type Asked,
  type Decision,
  answerOnce,
  askApproval,
  decideApproval,
  fingerprintOf,
  recordAudit,
  staffActor,
} from '#lib/access';
import {
  CARD_TRANSITIONS,
  type CardRange,
  STORED_CARD_STATES,
  cardsIn,
  lockRange,
  moveRange,
  readSerial,
  serialOf,
} from '#lib/cards';
import { BulkTransactions, type EntityTx } from '#lib/database';
import type { OnceAnswer } from '#lib/http';
import { Problem, invariant, newId } from '#lib/kernel';
import { stageWebhooks } from '#lib/webhooks';
import { type BlockedCards, readBlocked, readShopsOfBlock } from './block.store.js';
import type { OfficeCall } from './consignment.service.js';
import { requireOneRange } from './whereabouts.policy.js';

/** Why cards stop. */
export const BLOCK_REASONS = ['lost', 'stolen', 'damaged', 'suspected'] as const;
export type BlockReason = (typeof BLOCK_REASONS)[number];

export interface Blocking extends CardRange {
  readonly reason: BlockReason;
  /** What whoever finds the card needs to know. */
  readonly note?: string;
}

export interface UnblockDecision extends CardRange {
  readonly staffId: string;
  readonly decision: Decision;
  readonly reason?: string;
}

/** What waits for a second person. */
export interface AskedUnblock {
  readonly approvalId: string;
  readonly cards: number;
}

/** The kind of approval that gives cards back what they were blocked out of. */
export const UNBLOCK = 'card.unblock';

/** Every state that a card can be blocked out of. */
const BLOCKABLE = STORED_CARD_STATES.filter((state) => CARD_TRANSITIONS[state].block !== undefined);

/** Lost, stolen, damaged, suspected: the cards stop at once, each remembers what it was blocked out of, and two people lift it. */
@Injectable()
export class BlockService {
  constructor(private readonly bulk: BulkTransactions) {}

  /** Blocks what can be blocked in the range; gives the number of cards. Cards at their end stay as they are. */
  async block(blocking: Blocking, { staffId, key }: OfficeCall): Promise<OnceAnswer<{ readonly cards: number }>> {
    requireOneRange(blocking);
    return this.bulk.run(async (tx) => {
      const work = async (): Promise<{ cards: number }> => ({ cards: await this.blockOnce(tx, blocking, staffId) });
      if (key === undefined) return { answer: await work(), replayed: false };
      return answerOnce(tx, { staffId, key, fingerprint: fingerprintOf('cards.block', blocking) }, work);
    });
  }

  /** Asks for a second person; bound to exactly the cards that are blocked now. */
  async askUnblock(range: CardRange, why: string, staffId: string): Promise<AskedUnblock> {
    requireOneRange(range);
    return this.bulk.run(async (tx) => {
      const blocked = await readBlocked(tx, range);
      const { cards, from } = blocked;
      if (cards === 0) throw new Problem('card.wrong_state', 'No card of the range is blocked.');
      const asked = questionOf(range, blocked);
      const detail = { first: serialOf(range.firstCard), last: serialOf(range.lastCard), cards, from, why };
      const approvalId = await askApproval(tx, { ...asked, requestedBy: staffId, detail });
      const deed = { actor: staffActor(staffId), action: 'cards.unblock.ask', subject: asked.subject };
      await recordAudit(tx, { ...deed, detail: { approval: approvalId, ...detail } });
      return { approvalId, cards };
    });
  }

  /** The second person’s word. Approved, each card is again what it was blocked out of; gives how many. */
  async decideUnblock({ firstCard, lastCard, staffId, decision, reason }: UnblockDecision): Promise<number> {
    const range = { firstCard, lastCard };
    requireOneRange(range);
    return this.bulk.run(async (tx) => {
      await lockRange(tx, range);
      const asked = questionOf(range, await readBlocked(tx, range));
      const vote = { ...asked, decidedBy: staffId, decision, ...(reason === undefined ? {} : { reason }) };
      const { id: approval, requestedBy } = await decideApproval(tx, vote);
      const actor = staffActor(staffId);
      const move = { ...range, from: 'blocked' as const, event: 'unblock' as const, actor, source: approval };
      const cards = decision === 'approved' ? cardsOf(await moveRange(tx, move)) : 0;
      const detail = { approval, requestedBy, cards, ...(reason === undefined ? {} : { reason }) };
      const action = decision === 'approved' ? 'cards.unblock' : 'cards.unblock.reject';
      await recordAudit(tx, { actor, action, subject: asked.subject, detail });
      return cards;
    });
  }

  private async blockOnce(tx: EntityTx, { reason, note, ...range }: Blocking, staffId: string): Promise<number> {
    const source = newId();
    const actor = staffActor(staffId);
    await lockRange(tx, range);
    const why = { reason, ...(note === undefined ? {} : { note }) };
    const runs = await moveRange(tx, { ...range, from: BLOCKABLE, event: 'block', actor, source, detail: why });
    const cards = cardsOf(runs);
    if (cards === 0) throw new Problem('card.wrong_state', 'No card of the range can be blocked.');
    const detail = { first: serialOf(range.firstCard), last: serialOf(range.lastCard), cards, ...why };
    await recordAudit(tx, { actor, action: 'cards.block', subject: source, detail });
    await this.tellRetailers(tx, runs, reason);
    return cards;
  }

  /** Their tills would else learn it from a refusal. One event a shop; the note is for our own people. */
  private async tellRetailers(tx: EntityTx, runs: readonly CardRange[], reason: BlockReason): Promise<void> {
    const shops = await readShopsOfBlock(tx, runs);
    const news = shops.map(({ retailerId, storeId, firstCard, lastCard, cards }) => ({
      retailerId,
      type: 'card.blocked' as const,
      data: {
        storeId: String(storeId),
        firstSerial: serialOf(firstCard),
        lastSerial: serialOf(lastCard),
        cards,
        reason,
      },
    }));
    await stageWebhooks(tx, news);
  }
}

/** `range:<first serial>-<last serial>` */
export function unblockSubject({ firstCard, lastCard }: CardRange): string {
  return `range:${serialOf(firstCard)}-${serialOf(lastCard)}`;
}

/** The range that an approval’s subject names. */
export function rangeOfSubject(subject: string): CardRange {
  const [first, last] = (/^range:(\d{16})-(\d{16})$/.exec(subject)?.slice(1) ?? []).map(readSerial);
  invariant(first?.kind === 'serial' && last?.kind === 'serial', 'the subject names no range');
  return { firstCard: first.id, lastCard: last.id };
}

/** A decision is about exactly the cards that were blocked when it was asked for. */
function questionOf(range: CardRange, { digest }: Pick<BlockedCards, 'digest'>): Asked {
  const subject = unblockSubject(range);
  const requestHash = fingerprintOf(`${UNBLOCK} ${subject}`, digest.toString('hex'));
  return { kind: UNBLOCK, subject, requestHash };
}

function cardsOf(runs: readonly CardRange[]): number {
  return runs.reduce((sum, run) => sum + cardsIn(run), 0);
}
