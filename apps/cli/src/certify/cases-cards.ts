import type { CertifiedTill } from './till.js';
import type { Outcome, Scene } from './scene.js';
import type { Seen } from './seen.js';

/** A card that may not be sold: told before the cash is taken, refused all the same, left as it was. */
function unsellable(outcome: Outcome, code: string) {
  return async (scene: Scene, seen: Seen): Promise<void> => {
    const card = await scene.card(outcome);
    const before = (await scene.played(card)).state;
    const checked = await scene.first.call({ method: 'POST', path: 'cards/check', body: { code: card.code } });
    seen.answer('check', { ...checked, json: {} }, 200);
    seen.value('may be sold', [checked.json['sellable'], checked.json['code']], [false, code]);
    seen.answer('sale', await scene.sell(card), 409, code);
    seen.value('card', (await scene.played(card)).state, before);
  };
}

export const blocked = unsellable('blocked', 'card.blocked');
export const expired = unsellable('expired', 'card.expired');
export const notReleased = unsellable('batch_not_released', 'batch.not_released');

/** Each retailer's own policy decides; with tills of both, both are seen. */
export async function notReceived(scene: Scene, seen: Seen): Promise<void> {
  await notReceivedAt(scene, seen, scene.first);
  const { other } = scene.parts;
  if (other === undefined) seen.note(`only a ${scene.first.facts.receiving} retailer took part`);
  else await notReceivedAt(scene, seen, other);
}

async function notReceivedAt(scene: Scene, seen: Seen, till: CertifiedTill): Promise<void> {
  const { receiving } = till.facts;
  const card = await scene.card('not_received', till);
  const answer = await scene.sell(card, { till });
  if (receiving === 'strict') seen.answer('strict: sale', answer, 409, 'card.not_received');
  else seen.answer('lenient: sale', answer, 201);
  const { state, exceptions } = await scene.played(card, till);
  seen.value(`${receiving}: card`, state, receiving === 'strict' ? 'shipped' : 'active');
  seen.value(`${receiving}: to be explained`, exceptions, receiving === 'strict' ? [] : ['NOT_RECEIVED']);
}
