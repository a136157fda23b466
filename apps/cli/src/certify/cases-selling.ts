import { cardId, maskSerial, serialOf } from '#lib/cards';
import { type Scene, replayed } from './scene.js';
import type { Seen } from './seen.js';

/** A batch whose number no one will ever reach. */
const UNKNOWN_SERIAL = serialOf(cardId(999_999, 1));

export async function sale(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  const sold = await scene.sell(card);
  seen.answer('sale', sold, 201);
  const { serial, months, amountMinor, currency, state, authorization, activatedAt, businessDate } = sold.json;
  seen.value(
    'serial, months, price',
    [serial, months, amountMinor, currency],
    [card.serial, card.months, card.amountMinor, card.currency],
  );
  seen.value('state', state, 'active');
  const proof = [authorization, activatedAt, businessDate].every((one) => typeof one === 'string' && one !== '');
  seen.that('authorization, time and business date are told', proof);
  const slip = await scene.first.call({ method: 'POST', path: `activations/${sold.key}/slips`, body: {} });
  seen.answer('slip', slip, 201);
  const wanted = [
    'retailer',
    'store',
    'terminal',
    'receipt',
    'at',
    'product',
    'months',
    'priceMinor',
    'taxes',
    'totalMinor',
    'serial',
    'authorization',
    'steps',
    'helpPhone',
    'notices',
  ];
  seen.value(
    'slip fields missing',
    wanted.filter((field) => slip.json[field] === undefined),
    [],
  );
  seen.value('serial on the slip', slip.json['serial'], maskSerial(card.serial));
  seen.value('authorization on the slip', slip.json['authorization'], authorization);
}

export async function sameKeyAgain(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  const key = scene.newKey();
  const receipt = scene.receipt();
  const [sold, again] = [await scene.sell(card, { key, receipt }), await scene.sell(card, { key, receipt })];
  seen.answer('sale', sold, 201);
  seen.answer('same again', again, 201);
  seen.that('the same body', again.text === sold.text);
  seen.value('Idempotency-Replayed', [replayed(sold), replayed(again)], [false, true]);
}

export async function sameKeyOtherSerial(scene: Scene, seen: Seen): Promise<void> {
  const [card, other] = [await scene.card('sellable'), await scene.card('sellable')];
  const { key } = await scene.sell(card);
  const receipt = scene.receipt();
  const body = scene.saleOf(other, receipt);
  seen.answer(
    'other card, same key',
    await scene.first.call({ method: 'POST', path: 'activations', key, body }),
    422,
    'request.key_reused',
  );
  seen.value('other card', (await scene.played(other)).state, 'in_store');
}

export async function otherKeySameCard(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  seen.answer('sale', await scene.sell(card), 201);
  seen.answer('same card, other key', await scene.sell(card), 409, 'card.already_active');
}

export async function unknownSerial(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  const unknown = { ...card, serial: UNKNOWN_SERIAL, code: UNKNOWN_SERIAL };
  seen.answer('check', await check(scene, UNKNOWN_SERIAL), 404, 'card.not_found');
  seen.answer('sale', await scene.sell(unknown), 404, 'card.not_found');
}

/** That nothing is looked up shows in this: a card that exists and one that can't are told the same. */
export async function wrongCheckDigit(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  for (const [what, serial] of [
    ['of a card', card.serial],
    ['of no card', UNKNOWN_SERIAL],
  ] as const) {
    const mistyped = mistype(serial);
    seen.answer(`check ${what}`, await check(scene, mistyped), 400, 'serial.check_digit');
    seen.answer(`sale ${what}`, await scene.sell({ ...card, code: mistyped }), 400, 'serial.check_digit');
  }
}

export async function gtinOnly(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  for (const code of [card.gtin, card.gtin.slice(1), `01${card.gtin}`]) {
    seen.answer(`scan of ${code.length} digits`, await check(scene, code), 400, 'scan.gtin_only');
  }
  seen.answer('sale', await scene.sell({ ...card, code: card.gtin }), 400, 'scan.gtin_only');
}

export async function wrongPrice(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  for (const off of [-1, 1]) {
    const answer = await scene.sell(card, { change: { amountMinor: card.amountMinor + off } });
    seen.answer(`${off > 0 ? 'one cent more' : 'one cent less'}`, answer, 422, 'price.mismatch');
  }
  seen.value('card', (await scene.played(card)).state, 'in_store');
}

function check(scene: Scene, code: string) {
  return scene.first.call({ method: 'POST', path: 'cards/check', body: { code } });
}

function mistype(serial: string): string {
  return `${serial.slice(0, 15)}${(Number(serial[15]) + 1) % 10}`;
}
