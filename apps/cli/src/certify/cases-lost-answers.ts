import type { Cut } from './cutting-proxy.js';
import { type Scene, replayed } from './scene.js';
import type { Seen } from './seen.js';

/** Nothing of the answer, its first bytes, and all but its end. */
const CUTS: readonly (readonly [string, Cut])[] = [
  ['the whole answer', { kind: 'cut', afterBytes: 0 }],
  ['the answer after 20 bytes', { kind: 'cut', afterBytes: 20 }],
  ['the answer after 400 bytes', { kind: 'cut', afterBytes: 400 }],
];

export async function answerLost(scene: Scene, seen: Seen): Promise<void> {
  for (const [what, cut] of CUTS) {
    const card = await scene.card('sellable');
    const [key, receipt] = [scene.newKey(), scene.receipt()];
    scene.journal.use({ till: scene.first, key, card, receipt });
    scene.parts.proxy.plan(cut);
    const client = scene.first.client(scene.ladder, scene.parts.proxy.port);
    const outcome = await client.sell(key, scene.saleOf(card, receipt));
    const done = outcome.kind === 'done';
    seen.value(`lost ${what}, tries`, [outcome.kind, outcome.tries], ['done', 2]);
    seen.that('the repeat is told to be one', done && outcome.replayed);
    const again = await scene.sell(card, { key, receipt });
    seen.that('the same answer every time', done && again.text === JSON.stringify(outcome.answer) && replayed(again));
  }
}

export async function silence(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  const [key, receipt] = [scene.newKey(), scene.receipt()];
  scene.journal.use({ till: scene.first, key, card, receipt });
  scene.parts.proxy.plan({ kind: 'swallow' });
  const client = scene.first.client({ ...scene.ladder, repeatAtMs: [] }, scene.parts.proxy.port);
  const outcome = await client.sell(key, scene.saleOf(card, receipt));
  seen.value('till heard', outcome.kind === 'unknown' ? outcome.why : outcome.kind, 'time-out');
  seen.value('status', (await scene.status(key)).json['state'], 'unknown');
  const sold = await scene.sell(card, { key, receipt });
  seen.answer('repeat', sold, 201);
  const again = await scene.sell(card, { key, receipt });
  seen.value('sold once', [replayed(sold), replayed(again), again.text === sold.text], [false, true, true]);
  seen.value('status now', (await scene.status(key)).json['state'], 'active');
}

export async function reversal(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  const { key } = await scene.sell(card);
  const reversed = await scene.reverse(key);
  seen.answer('reversal', reversed, 200);
  seen.value('sale', reversed.json['state'], 'reversed');
  seen.value('card', (await scene.played(card)).state, 'in_store');
  const again = await scene.reverse(key);
  seen.answer('again', again, 200);
  seen.that('the same answer, marked as a repeat', again.text === reversed.text && replayed(again));
}

export async function reversalFirst(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  const [key, receipt] = [scene.newKey(), scene.receipt()];
  const early = await scene.reverse(key);
  seen.answer('reversal before the sale', early, 200);
  seen.value('key', early.json['state'], 'reversed');
  seen.answer('the late sale', await scene.sell(card, { key, receipt }), 409, 'activation.reversed');
  seen.value('card', (await scene.played(card)).state, 'in_store');
}

export async function reversalAfterUse(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  const { key } = await scene.sell(card);
  const body = { serial: card.serial };
  const used = await scene.first.call({ method: 'POST', path: 'sandbox/redeem', body });
  seen.answer('the customer uses the card', used, 200);
  seen.answer('reversal', await scene.reverse(key), 409, 'card.redeemed');
  const { state, exceptions } = await scene.played(card);
  seen.value('card', state, 'redeemed');
  seen.that(`to be explained: ${exceptions.join(', ')}`, exceptions.includes('REDEEMED_THEN_REVERSED'));
  seen.value('sale', (await scene.status(key)).json['state'], 'redeemed');
}
