import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActivationService, SlipService, slipPdf } from '#lib/activation';
import { createClerk, openShift } from '#lib/retail';
import { PdfReader } from '../support/pdf-reader.js';
import { seenLines } from '../support/pdf-text.js';
import { World } from '../support/world.js';

describe('a slip', () => {
  let world: World;
  let slips: SlipService;
  let sales: ActivationService;

  beforeAll(async () => {
    world = await World.create();
    slips = world.get(SlipService);
    sales = world.get(ActivationService);
    await world.transactions.run(async (tx) => {
      await createClerk(tx, { storeId: world.till.storeId, name: 'Anna', code: '17' });
      await openShift(tx, { terminalId: world.till.terminalId, clerkCode: '17', floatMinor: 0n });
      await tx.rows(
        `UPDATE store SET jurisdiction = 'US-TX', help_phone = '1-800-555-0117', address = '3 Main St, Dover DE' WHERE id = $1`,
        [world.till.storeId],
      );
      await tx.rows(
        `INSERT INTO tax_rate (jurisdiction, name, valid_from, flat_minor, currency, set_by) VALUES ('US-TX', 'Prepaid wireless 911 fee', '2026-01-01', 60, 'USD', 'staff:test')`,
      );
    });
  });
  afterAll(() => world.close());

  const sell = async (key: string) => {
    const [card] = await world.stock(1);
    const money = { amountMinor: 3_000n, currency: 'USD', receipt: 'R-000183', clerk: '17' };
    await sales.sell({ till: world.till, key, cardId: card!.id, ...money });
    return card!;
  };

  it('says all that the trade asks for, hides the serial, and counts its copies', async () => {
    const card = await sell('slip-1');
    expect((await slips.show(world.till, 'slip-1')).copy).toBe(0);
    const first = await slips.print(world.till, 'slip-1', 5_000n);
    expect(first).toMatchObject({
      kind: 'sale',
      copy: 1,
      duplicate: false,
      clerk: 'Anna (17)',
      receipt: 'R-000183',
      priceMinor: 3_000,
      taxes: [{ name: 'Prepaid wireless 911 fee', amountMinor: 60 }],
      totalMinor: 3_060,
      tenderedMinor: 5_000,
      changeMinor: 1_940,
      helpPhone: '1-800-555-0117',
    });
    expect(JSON.stringify(first)).not.toContain(card.serial);
    expect(first.serial.slice(-4)).toBe(card.serial.slice(-4));
    const [second, third] = await Promise.all([
      slips.print(world.till, 'slip-1'),
      slips.print(world.till, 'slip-1', 9_000n),
    ]);
    expect([second.copy, third.copy].sort((a, b) => a - b)).toEqual([2, 3]);
    expect([second.duplicate, second.tenderedMinor, third.tenderedMinor]).toEqual([true, 5_000, 5_000]);
    expect(await slips.show(world.till, 'slip-1', 1)).toEqual(first);
  });

  it('is nobody else’s, and none without a sale', async () => {
    const other = await world.otherTill();
    await expect(slips.show(other, 'slip-1')).rejects.toMatchObject({ code: 'activation.not_found' });
    await expect(slips.print(world.till, 'never')).rejects.toMatchObject({ code: 'activation.not_found' });
    await sell('slip-cheap');
    await expect(slips.print(world.till, 'slip-cheap', 100n)).rejects.toMatchObject({ code: 'request.invalid' });
    expect((await slips.show(world.till, 'slip-cheap')).copy).toBe(0);
  });

  it('of a sale that was taken back says so', async () => {
    await sell('slip-void');
    await slips.print(world.till, 'slip-void');
    await sales.void(world.till, 'slip-void', 'wrong card taken');
    expect(await slips.print(world.till, 'slip-void')).toMatchObject({
      kind: 'void',
      duplicate: true,
      ended: { reason: 'wrong card taken' },
      steps: [],
    });
    await sell('slip-reversed');
    await sales.reverse(world.till, 'slip-reversed');
    expect(await slips.show(world.till, 'slip-reversed')).toMatchObject({ kind: 'reversed' });
  });

  it('is printed on one page of an 80 mm roll, as long as it must be', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reup-slip-'));
    try {
      const long = { ...(await slips.show(world.till, 'slip-1', 2)) };
      const store = {
        name: 'The Very Long Name of a Corner Store beside the Central Station, North Hall',
        address: long.store.address,
      };
      for (const [name, slip] of [
        ['sale', await slips.show(world.till, 'slip-1', 1)],
        [
          'duplicate',
          {
            ...long,
            store,
            taxes: [
              ...long.taxes,
              { name: 'A fee whose name is longer than the paper is wide, by law', amountMinor: 5 },
            ],
          },
        ],
        ['void', await slips.show(world.till, 'slip-void')],
        ['reversed', await slips.show(world.till, 'slip-reversed')],
      ] as const) {
        const file = join(process.env['SLIP_PICTURES'] ?? folder, `slip-${name}.pdf`);
        writeFileSync(file, await slipPdf(slip));
        const pdf = new PdfReader(readFileSync(file));
        expect(pdf.pages).toHaveLength(1);
        const lines = seenLines(pdf, 0).join('\n');
        for (const text of [slip.authorization, '3 months', slip.serial.slice(-4), slip.retailer])
          expect(lines).toContain(text);
        expect(lines.includes('DUPLICATE')).toBe(slip.duplicate && slip.kind === 'sale');
        expect(lines.includes('VOID')).toBe(slip.kind === 'void');
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
