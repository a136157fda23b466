import type { INestApplicationContext } from '@nestjs/common';
import { ActivationService, type Till } from '#lib/activation';
import { BatchService, MintService, SealService } from '#lib/card-batch';
import { SheetService } from '#lib/card-stock';
import { cardId, readPins, serialOf } from '#lib/cards';
import { Transactions, entityTx } from '#lib/database';
import { BlockService, ConsignmentService, ExpiryService } from '#lib/inventory';
import { HoldService, RedemptionService } from '#lib/redemption';
import { Keyring } from '#lib/runtime';
import type { DemoFile } from './demo-file.js';
import { type DemoPerson, personWith } from './demo-people.js';

/** The cards of the demo's released batch, by their index. Everything but the last two groups was shipped. */
const PLAN = {
  firstStore: { from: 0, to: 399 },
  otherStores: 4,
  cardsAnOtherStore: 25,
  onTheWay: { from: 500, to: 519 },
  warehouse: { from: 520, to: 549 },
  spoiled: { from: 550, to: 554 },
} as const;
const QUANTITY = 555;
/** How many cards of the first store become what, in the order of their indexes from the end of its box. */
const BECOME = { redeemed: 10, held: 3, replaced: 3, voided: 5, blocked: 5, active: 120 } as const;
const OLD_STOCK = 10;
const UNSEALED = 20;

interface KnownCard {
  readonly id: bigint;
  readonly pin: string;
}

/** Builds batches and plays cards into every state, through the same services that the API calls. */
export class DemoCards {
  private readonly transactions: Transactions;
  private readonly known: KnownCard[] = [];
  private sales = 0;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly people: readonly DemoPerson[],
    private readonly tills: readonly Till[],
    private readonly devices: readonly { readonly number: string }[],
  ) {
    this.transactions = app.get(Transactions);
  }

  /** @param productIds of 1, 3 and 12 months. */
  async seed([oneMonth, threeMonths, twelveMonths]: readonly string[]): Promise<DemoFile['cards']> {
    await this.mainBatch(Number(oneMonth));
    await this.oldStock(Number(threeMonths));
    await this.minted(Number(twelveMonths), UNSEALED);
    await this.request(Number(twelveMonths), 500); // waits for an approver
    return this.asTheyStand();
  }

  private async mainBatch(productId: number): Promise<void> {
    const batchId = await this.released(productId, QUANTITY);
    const at = (index: number): KnownCard => this.known.find(({ id }) => id === cardId(batchId, index))!;
    await this.app.get(BatchService).spoil(batchId, this.person('batch-manager'), {
      firstCard: at(PLAN.spoiled.from).id,
      lastCard: at(PLAN.spoiled.to).id,
      reason: 'smeared by the printer',
    });
    const [first, ...others] = this.tills;
    await this.deliver(batchId, PLAN.firstStore, first!);
    for (const [n, till] of others.entries()) {
      const from = PLAN.firstStore.to + 1 + n * PLAN.cardsAnOtherStore;
      await this.deliver(batchId, { from, to: from + PLAN.cardsAnOtherStore - 1 }, till);
    }
    await this.ship(batchId, PLAN.onTheWay, first!);
    await this.playStates(batchId, first!, at);
  }

  private async playStates(batchId: number, till: Till, at: (index: number) => KnownCard): Promise<void> {
    let next: number = PLAN.firstStore.to;
    const take = (count: number): KnownCard[] => Array.from({ length: count }, () => at(next--));
    const holds = this.app.get(HoldService);
    for (const [i, card] of take(BECOME.redeemed).entries()) await this.sellAndRedeem(card, till, i);
    for (const [i, card] of take(BECOME.replaced).entries()) {
      const { receipt } = await this.sell(card, till);
      const replacement = {
        cardId: card.id,
        receipt,
        deviceNumber: this.deviceOf(i),
        reason: 'scratched through the PIN',
      };
      await holds.replace(replacement, this.person('support'));
    }
    for (const card of take(BECOME.voided)) {
      const { key } = await this.sell(card, till);
      await this.app.get(ActivationService).void(till, key, 'customer changed their mind');
    }
    const blocked = take(BECOME.blocked);
    const range = { firstCard: blocked.at(-1)!.id, lastCard: blocked[0]!.id };
    await this.app
      .get(BlockService)
      .block({ ...range, reason: 'stolen', note: 'from the peg' }, { staffId: this.person('stock') });
    await this.playHolds(batchId, take(BECOME.held), till);
    for (const card of take(BECOME.active)) await this.sell(card, till);
  }

  /** Redemptions of a frozen batch wait for a person; two people lift the freeze. */
  private async playHolds(batchId: number, cards: readonly KnownCard[], till: Till): Promise<void> {
    const batches = this.app.get(BatchService);
    for (const card of cards) await this.sell(card, till);
    await batches.freeze(batchId, this.person('reviewer'), 'one card was offered online');
    for (const [i, card] of cards.entries()) await this.redeem(card, i);
    await batches.unfreeze(batchId, this.person('approver'));
    await batches.unfreeze(batchId, this.person('approver', 1));
  }

  /** Stock that hung too long: its last day is set into the past, and the nightly sweep takes it off the pegs. */
  private async oldStock(productId: number): Promise<void> {
    const batchId = await this.released(productId, OLD_STOCK);
    await this.deliver(batchId, { from: 0, to: OLD_STOCK - 1 }, this.tills[0]!);
    await this.transactions.read(`UPDATE batch SET sell_by = current_date - 3 WHERE id = $1`, [batchId]);
    await this.app.get(ExpiryService).sweep();
  }

  private async released(productId: number, quantity: number): Promise<number> {
    const batchId = await this.minted(productId, quantity);
    await this.printed(batchId);
    await this.app.get(SealService).seal(batchId, this.person('batch-manager'));
    await this.app.get(BatchService).release(batchId, this.person('approver', 1));
    return batchId;
  }

  /** Minted, with its PINs read for `demo.json` while the batch's key still exists. */
  private async minted(productId: number, quantity: number): Promise<number> {
    const batchId = await this.request(productId, quantity);
    await this.app.get(BatchService).approve(batchId, this.person('approver'));
    await this.app.get(MintService).run(batchId, new AbortController().signal);
    const key = this.app.get(Keyring).batchKey(batchId)!;
    const reader = entityTx(this.transactions.dataSource.manager);
    for await (const { index, pin } of readPins(reader, key, { batchId, firstIndex: 0, lastIndex: quantity - 1 })) {
      this.known.push({ id: cardId(batchId, index), pin });
    }
    return batchId;
  }

  private async request(productId: number, quantity: number): Promise<number> {
    const request = { productId, quantity, staffId: this.person('batch-manager') };
    const { id } = await this.transactions.run((tx) => this.app.get(BatchService).request(tx, request));
    return id;
  }

  private async printed(batchId: number): Promise<void> {
    const sheets = this.app.get(SheetService);
    const staffId = this.person('batch-manager');
    const [{ id }] = await this.transactions.run((tx) => sheets.request(tx, { batchId, staffId }));
    await sheets.make(id, new AbortController().signal);
    const { stream } = await sheets.openPdf(batchId, id, staffId);
    for await (const _ of stream); // the printer's copy
  }

  private async ship(
    batchId: number,
    { from, to }: { readonly from: number; readonly to: number },
    till: Till,
  ): Promise<string> {
    const range = { firstCard: cardId(batchId, from), lastCard: cardId(batchId, to) };
    const { consignmentId } = await this.app
      .get(ConsignmentService)
      .ship({ storeId: till.storeId, ...range }, { staffId: this.person('stock') });
    return consignmentId;
  }

  private async deliver(
    batchId: number,
    range: { readonly from: number; readonly to: number },
    till: Till,
  ): Promise<void> {
    const id = await this.ship(batchId, range, till);
    await this.app
      .get(ConsignmentService)
      .receive(id, { count: range.to - range.from + 1, missing: [] }, this.person('stock'));
  }

  private async sell({ id }: KnownCard, till: Till): Promise<{ key: string; receipt: string }> {
    const sales = this.app.get(ActivationService);
    const { amountMinor, currency } = await sales.check(till, id);
    const number = String(++this.sales).padStart(6, '0');
    const sale = { key: `demo-${number}`, receipt: `R-${number}` };
    await sales.sell({ till, cardId: id, amountMinor, currency, ...sale });
    return sale;
  }

  private async sellAndRedeem(card: KnownCard, till: Till, device: number): Promise<void> {
    await this.sell(card, till);
    await this.redeem(card, device);
  }

  private async redeem({ id, pin }: KnownCard, device: number): Promise<void> {
    const request = { pin, serialCard: id, deviceNumber: this.deviceOf(device), channel: 'web', source: '127.0.0.1' };
    await this.app.get(RedemptionService).redeem(request);
  }

  private deviceOf(index: number): string {
    return this.devices[index % this.devices.length]!.number;
  }

  private person(role: Parameters<typeof personWith>[1], nth = 0): string {
    return personWith(this.people, role, nth);
  }

  /** Every card with its PIN and the state that people would say it is in. */
  private async asTheyStand(): Promise<DemoFile['cards']> {
    const rows = await this.transactions.read<{ id: string; state: string; store_id: number | null }>(
      `SELECT c.id, c.store_id, CASE WHEN c.state = 'printed' AND b.state = 'minted' THEN 'minted' ELSE c.state END AS state
         FROM card c JOIN batch b ON b.id = c.id / 10000000`,
    );
    const facts = new Map(rows.map((row) => [row.id, row]));
    return this.known.map(({ id, pin }) => {
      const { state, store_id: storeId } = facts.get(String(id))!;
      return { serial: serialOf(id), pin, state, ...(storeId === null ? {} : { storeId: String(storeId) }) };
    });
  }
}
