import { randomInt } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { PRESETS, renderSheets, type SheetCard, type SheetSpec } from '#lib/card-stock';

/** What a demo batch's cards say. */
export const SHEET_SPEC: SheetSpec = {
  batchId: 123,
  gtin: '00850001234566',
  productName: 'Re-Up 3 Months',
  plan: 'Home',
  months: 3,
  price: 'USD 30.00',
  redeemHost: 'REUP.EXAMPLE',
  helpPhone: '+1 800 555 0100',
  helpHours: '7-22 h ET',
  redeemUrl: 'reup.example/redeem',
  useWithinMonths: 12,
  issuer: 'Re-Up Inc., 1 Main Street, Springfield, IL 62701',
  createdAt: new Date('2026-11-24T00:00:00Z'),
  template: PRESETS['a4-10up'],
};

/** Cards of consecutive serials with a right check digit, and random PINs. */
export function sheetCards(count: number): SheetCard[] {
  return Array.from({ length: count }, (_, i) => {
    const body = `97000123${String(i).padStart(7, '0')}`;
    return { serial: body + luhnDigit(body), pin: Array.from({ length: 16 }, () => randomInt(10)).join('') };
  });
}

export async function sheetsOf(cards: readonly SheetCard[], spec: SheetSpec = SHEET_SPEC): Promise<Buffer> {
  const out = new PassThrough();
  const [pdf] = await Promise.all([buffer(out), renderSheets(cards, cards.length, spec, out)]);
  return pdf;
}

function luhnDigit(digits: string): number {
  const sum = Array.from(digits, Number).reduce((total, digit, i) => {
    const doubled = (digits.length - i) % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
