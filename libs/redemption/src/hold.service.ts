import { Injectable } from '@nestjs/common';
import { recordAudit } from '#lib/access';
import { lockCards, moveCards, nextState, recordEvents, serialOf } from '#lib/cards';
import { type EntityTx, Transactions, databaseNow } from '#lib/database';
import { type LocalDate, Problem, invariant, isId, localDate, newId } from '#lib/kernel';
import { post } from '#lib/ledger';
import { type DeviceFacts, extend, isTooFar, lockDevices, writeGrants } from '#lib/subscriptions';
import { type GrantParts, grantParts, newReceipt } from './granting.js';
import { Redemption } from './redemption.entity.js';
import { decideHeld, insertRedemptions, readStanding } from './redemption.store.js';

export interface Replacement {
  readonly cardId: bigint;
  /** The number on the shop's receipt: proves that the customer paid. */
  readonly receipt: string;
  readonly deviceNumber: string;
  readonly reason: string;
}

/** What a person decides about a card: a held redemption, or an unreadable PIN. */
@Injectable()
export class HoldService {
  constructor(private readonly transactions: Transactions) {}

  /** Held redemptions, the most urgent first. */
  async list(limit: number): Promise<readonly Redemption[]> {
    return this.transactions.dataSource
      .getRepository(Redemption)
      .find({ where: { state: 'held' }, order: { answerBy: 'ASC' }, take: limit });
  }

  /** Lets a held redemption through: the months count from the day of the release. */
  async release(id: string, staffId: string): Promise<LocalDate> {
    return this.transactions.run(async (tx) => {
      const { card, sale, device } = await this.lockHeld(tx, id);
      const today = localDate(await databaseNow(tx), device.zone);
      const extension = extend(device.time, card.months, today);
      const actor = `staff:${staffId}`;
      await write(
        tx,
        grantParts({ card, sale, device, today, extension, redemptionId: id, event: 'release', actor, detail: {} }),
      );
      await decideHeld(tx, id, 'granted', extension.paidThrough, actor);
      await recordAudit(tx, { actor, action: 'hold.release', subject: id, detail: { serial: serialOf(card.id) } });
      return extension.paidThrough;
    });
  }

  /** Gives the card back to its holder, unused. */
  async reject(id: string, staffId: string, reason: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const { card } = await this.lockHeld(tx, id);
      const { id: cardId, state: from, activationId } = card;
      const actor = `staff:${staffId}`;
      const to = nextState(from, 'reject');
      invariant(to !== undefined, 'a held card can be given back');
      await moveCards(tx, [{ id: cardId, from, to, activationId }]);
      await recordEvents(tx, [
        { kind: 'reject', firstCard: cardId, lastCard: cardId, actor, source: id, detail: { reason } },
      ]);
      await decideHeld(tx, id, 'rejected', null, actor);
      await recordAudit(tx, {
        actor,
        action: 'hold.reject',
        subject: id,
        detail: { serial: serialOf(cardId), reason },
      });
    });
  }

  /**
   * Grants the months of a sold card whose PIN can't be read straight to the device: the PIN dies in the same
   * transaction, and there is never a second sold card.
   */
  async replace(
    { cardId, receipt, deviceNumber, reason }: Replacement,
    staffId: string,
  ): Promise<{ id: string; receipt: string; paidThrough: LocalDate }> {
    return this.transactions.run(async (tx) => {
      const [card] = await lockCards(tx, [cardId]);
      if (card === undefined) throw new Problem('card.not_found');
      const [device] = await lockDevices(tx, [deviceNumber]);
      if (device === undefined) throw new Problem('device.not_found');
      const standing = await readStanding(tx, cardId);
      if (nextState(card.state, 'replace') === undefined || standing?.sale === undefined)
        throw new Problem('card.wrong_state');
      await requireReceipt(tx, standing.sale.id, receipt);
      if (device.plan !== card.plan) throw new Problem('plan.mismatch');
      const now = await databaseNow(tx);
      const today = localDate(now, device.zone);
      const extension = extend(device.time, card.months, today);
      if (isTooFar(extension.paidThrough, today)) throw new Problem('subscription.too_far');
      const actor = `staff:${staffId}`;
      const redemption = { id: newId(), receipt: newReceipt(), paidThrough: extension.paidThrough };
      await insertRedemptions(tx, [
        {
          ...redemption,
          cardId,
          activationId: standing.sale.id,
          deviceId: device.id,
          key: null,
          kind: 'replacement',
          state: 'granted',
          channel: 'support',
          months: card.months,
          requestedAt: now,
          answerBy: null,
          heldBecause: null,
        },
      ]);
      const detail = { reason };
      await write(
        tx,
        grantParts({
          card,
          sale: standing.sale,
          device,
          today,
          extension,
          redemptionId: redemption.id,
          event: 'replace',
          actor,
          detail,
        }),
      );
      await recordAudit(tx, {
        actor,
        action: 'card.replace',
        subject: serialOf(cardId),
        detail: { redemption: redemption.id, reason },
      });
      return redemption;
    });
  }

  private async lockHeld(tx: EntityTx, id: string) {
    const redemption = isId(id) ? await tx.manager.findOneBy(Redemption, { id }) : null;
    if (redemption === null) throw new Problem('redemption.not_found');
    const [card] = await lockCards(tx, [redemption.cardId]);
    const device = await lockDevice(tx, redemption.deviceId);
    const standing = await readStanding(tx, redemption.cardId);
    if (card === undefined || standing?.sale === undefined) throw new Problem('redemption.not_found');
    if (standing.standing?.id !== id || standing.standing.state !== 'held' || card.state !== 'held')
      throw new Problem('card.wrong_state');
    return { card, sale: standing.sale, device };
  }
}

async function lockDevice(tx: EntityTx, id: bigint): Promise<DeviceFacts> {
  const [row] = await tx.rows<{ number: string }>('SELECT number FROM device WHERE id = $1', [String(id)]);
  const [device] = await lockDevices(tx, [row!.number]);
  return device!;
}

async function requireReceipt(tx: EntityTx, saleId: string, receipt: string): Promise<void> {
  const [sale] = await tx.rows<{ receipt: string | null }>('SELECT receipt FROM activation WHERE id = $1', [saleId]);
  if (sale?.receipt !== receipt)
    throw new Problem('card.not_found', 'No card was sold with this serial on this receipt.');
}

async function write(tx: EntityTx, { move, happening, grant, transfers }: GrantParts): Promise<void> {
  await moveCards(tx, [move]);
  await recordEvents(tx, [happening]);
  for (const write of writeGrants(tx, [grant])) await write;
  await post(tx, transfers);
}
