import { Writable } from 'node:stream';
import { PRESETS, type SheetCard, type TillCode, renderSheets } from '#lib/card-stock';
import { DigitSource, cardId, makePin, serialOf } from '#lib/cards';

/** What one run came to. */
export interface SheetRun {
  readonly cards: number;
  readonly bytes: number;
  /** From the first card to the last byte, without starting the process. */
  readonly cpuS: number;
  /** The process's highest, its start included. */
  readonly peakMib: number;
}

const BATCH = 117;

function* freshCards(count: number): Generator<SheetCard> {
  const source = new DigitSource();
  for (let i = 0; i < count; i++) yield { serial: serialOf(cardId(BATCH, i)), pin: makePin(source) };
}

/** Draws the sheets of so many cards into nowhere. */
async function draw(cards: number, tillCode: TillCode): Promise<SheetRun> {
  let bytes = 0;
  const nowhere = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  const before = process.cpuUsage();
  await renderSheets(
    freshCards(cards),
    cards,
    {
      batchId: BATCH,
      gtin: '00850001234566',
      productName: 'Re-Up 3 Months',
      plan: 'home',
      months: 3,
      price: 'USD 30.00',
      redeemHost: 'REUP.EXAMPLE',
      helpPhone: '+1 800 555 0100',
      helpHours: '7-22 h ET',
      redeemUrl: 'reup.example',
      useWithinMonths: 24,
      issuer: 'Re-Up Inc., 1 Main Street, Springfield, IL 62701',
      createdAt: new Date('2026-11-24T00:00:00Z'),
      template: { ...PRESETS['a4-10up'], tillCode },
    },
    nowhere,
  );
  const { user, system } = process.cpuUsage(before);
  return { cards, bytes, cpuS: (user + system) / 1e6, peakMib: process.resourceUsage().maxRSS / 1_024 };
}

const [, , cards, tillCode] = process.argv;
process.stdout.write(JSON.stringify(await draw(Number(cards), tillCode as TillCode)));
