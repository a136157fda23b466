import { cardId, serialOf } from '#lib/cards';
import { textOf } from './exchange.js';
import { type Scene, replayed } from './scene.js';
import type { Seen } from './seen.js';

const GS = String.fromCharCode(29);
const AFTER_THE_CLERKS_TIME = 16;
const A_DAY_LATER = 25 * 60;

export async function voids(scene: Scene, seen: Seen): Promise<void> {
  const [card, late] = [await scene.card('sellable'), await scene.card('sellable')];
  const { key } = await scene.sell(card);
  seen.answer('void at once', await scene.takeBack(key), 200);
  seen.value('card', (await scene.played(card)).state, 'voided');
  const { key: lateKey } = await scene.sell(late);
  await scene.age(lateKey, AFTER_THE_CLERKS_TIME);
  seen.answer('void after 16 minutes', await scene.takeBack(lateKey), 409, 'void.supervisor_required');
  await scene.age(lateKey, A_DAY_LATER);
  seen.answer('void after a day', await scene.takeBack(lateKey), 409, 'void.window_over');
  seen.value('card', (await scene.played(late)).state, 'active');
}

export async function twoTills(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  const keys = [scene.newKey(), scene.newKey()] as const;
  const answers = await Promise.all([
    scene.sell(card, { key: keys[0], till: scene.first }),
    scene.sell(card, { key: keys[1], till: scene.second }),
  ]);
  const told = answers.map((one) => `${one.status} ${textOf(one, 'code')}`.trim());
  seen.value('two tills at once', told.toSorted(), ['201', '409 card.already_active']);
  seen.value('card', (await scene.played(card)).state, 'active');
}

interface Line {
  readonly key: string;
  readonly status: number;
  readonly code?: string;
  readonly serial?: string;
}

export async function storedBatch(scene: Scene, seen: Seen): Promise<void> {
  const cards = [await scene.card('sellable'), await scene.card('sellable'), await scene.card('sellable')];
  const unknown = serialOf(cardId(999_999, 2));
  cards[1] = { ...cards[1]!, serial: unknown, code: unknown };
  const soldAt = new Date(Date.now() - 60_000).toISOString();
  const lines = cards.map((card) => {
    const [key, receipt] = [scene.newKey(), scene.receipt()];
    scene.journal.use({ till: scene.first, key, card, receipt });
    return { ...scene.saleOf(card, receipt), key, soldAt };
  });
  const send = () => scene.first.call({ method: 'POST', path: 'activations/batch', body: { lines } });
  const answer = await send();
  seen.answer('three stored sales', answer, 200);
  const told = (answer.json['lines'] ?? []) as readonly Line[];
  for (const { key, status } of told) if (status === 201) scene.sold(key);
  seen.value(
    'an answer for each',
    told.map(({ status, code }) => (status < 300 ? status : `${status} ${code}`)),
    [201, '404 card.not_found', 201],
  );
  seen.value(
    'in their order',
    told.map(({ key }) => key),
    lines.map(({ key }) => key),
  );
  const again = ((await send()).json['lines'] ?? []) as readonly Line[];
  seen.value(
    'sent again, statuses',
    again.map(({ status }) => status),
    told.map(({ status }) => status),
  );
  seen.value(
    'cards',
    [(await scene.played(cards[0]!)).state, (await scene.played(cards[2]!)).state],
    ['active', 'active'],
  );
}

export async function oneReceipt(scene: Scene, seen: Seen): Promise<void> {
  const cards = [await scene.card('sellable'), await scene.card('sellable')] as const;
  const [card] = cards;
  const scans: readonly (readonly [string, string])[] = [
    ['GS', `${GS}01${card.gtin}21${card.serial}${GS}`],
    [']e0', `]e0${card.code}`],
    [']C1', `]C1${card.code}`],
    ['bare', card.serial],
    ['in brackets', `(01)${card.gtin}(21)${card.serial}`],
    ['QR of the card', `HTTPS://RE-UP.EXAMPLE/R/${card.serial}`],
    ['Digital Link', `https://id.example/01/${card.gtin}/21/${card.serial}`],
  ];
  for (const [form, code] of scans) {
    const { json } = await scene.first.call({ method: 'POST', path: 'cards/check', body: { code } });
    seen.value(form, [json['serial'], json['sellable']], [card.serial, true]);
  }
  scene.newKey();
  const receipt = scene.receipt();
  const sold = [await scene.sell(cards[0], { receipt }), await scene.sell(cards[1], { receipt })];
  seen.value(
    `two sales on receipt ${receipt}`,
    sold.map(({ status }) => status),
    [201, 201],
  );
  seen.value('repeats', sold.map(replayed), [false, false]);
}
