import { setTimeout as pause } from 'node:timers/promises';
import { clerkWords, makeTerminalKey, openSigner } from '#lib/till-client';
import { dayFile, readDayFile } from './day-file.js';
import { textOf } from './exchange.js';
import { trailerByStatus } from './journal.js';
import type { Outcome, Scene } from './scene.js';
import type { Seen } from './seen.js';
import type { TillCall } from './till.js';

const CLOCK_OFF_S = 600;
/** Other processes of the system forget a retired key within two seconds. */
const FORGET_MS_MAX = 5_000;
const ASK_EVERY_MS = 250;

export async function whatAClerkReads(scene: Scene, seen: Seen): Promise<void> {
  await wrongClock(scene, seen);
  await revokedKey(scene, seen);
  await noDecision(scene, seen, 'error_500', 'internal');
  await noDecision(scene, seen, 'stall', 'time-out');
  await gatewayBroke(scene, seen);
  await dayAddsUp(scene, seen);
}

/** Any call that changes nothing. */
function question(scene: Scene): TillCall {
  return { method: 'GET', path: `activations/${scene.newKey()}` };
}

async function wrongClock(scene: Scene, seen: Seen): Promise<void> {
  for (const [what, off] of [
    ['fast', CLOCK_OFF_S],
    ['slow', -CLOCK_OFF_S],
  ] as const) {
    const answer = await scene.first.call(question(scene), { clockOffS: off });
    seen.answer(`clock 10 min ${what}`, answer, 401, 'signature.expired');
    reads(seen, clerkWords(textOf(answer, 'code')), /clock/);
  }
}

/** With a second key of its own, which it makes, uses and retires: the till's first key stays as it is. */
async function revokedKey(scene: Scene, seen: Seen): Promise<void> {
  const { privateKeyPem, publicKeyPem } = await makeTerminalKey();
  const added = await scene.first.call({ method: 'POST', path: 'keys', body: { publicKey: publicKeyPem } });
  if (!seen.answer('second key', added, 201)) return;
  const signer = await openSigner(textOf(added, 'keyId'), privateKeyPem);
  const own = question(scene);
  seen.answer('signed with it', await scene.first.call(own, { signer }), 200);
  const retired = await scene.first.call({ method: 'DELETE', path: `keys/${signer.keyId}` });
  seen.that(`retired: ${retired.status}`, retired.status < 300);
  const giveUpAt = performance.now() + FORGET_MS_MAX;
  let answer = await scene.first.call(own, { signer });
  while (answer.status === 200 && performance.now() < giveUpAt) {
    await pause(ASK_EVERY_MS);
    answer = await scene.first.call(own, { signer });
  }
  seen.answer('signed with it then', answer, 401, 'signature.invalid');
  reads(seen, clerkWords(textOf(answer, 'code')), /not set up/);
}

/** The till keeps the card back until it knows; then the money goes back, and nothing was sold. */
async function noDecision(scene: Scene, seen: Seen, outcome: Outcome, why: string): Promise<void> {
  const card = await scene.card(outcome);
  const [key, receipt] = [scene.newKey(), scene.receipt()];
  scene.journal.use({ till: scene.first, key, card, receipt });
  const heard: string[] = [];
  const client = scene.first.client(scene.ladder, undefined, (reason) => heard.push(reason));
  const sold = await client.sell(key, scene.saleOf(card, receipt));
  seen.value(outcome, [sold.kind, sold.tries, ...heard], ['unknown', 3, why, why]);
  if (sold.kind === 'unknown') reads(seen, sold.words, /Do not hand over the card/);
  seen.value('money back', (await scene.reverse(key)).json['state'], 'reversed');
  seen.value('card', (await scene.played(card)).state, 'in_store');
}

async function gatewayBroke(scene: Scene, seen: Seen): Promise<void> {
  const card = await scene.card('sellable');
  const [key, receipt] = [scene.newKey(), scene.receipt()];
  scene.journal.use({ till: scene.first, key, card, receipt });
  scene.parts.proxy.plan({ kind: 'status', status: 500 });
  const client = scene.first.client({ ...scene.ladder, repeatAtMs: [] }, scene.parts.proxy.port);
  const sold = await client.sell(key, scene.saleOf(card, receipt));
  seen.value('a gateway’s page 500', sold.kind, 'unknown');
  if (sold.kind === 'unknown') reads(seen, sold.words, /Do not hand over the card/);
  seen.answer('the same key then', await scene.sell(card, { key, receipt }), 201);
}

function reads(seen: Seen, words: string, wanted: RegExp): void {
  seen.that(`the clerk reads “${words}”`, wanted.test(words));
}

/** The till's own file of this run, against what the system says of every key that the till ever used. */
async function dayAddsUp(scene: Scene, seen: Seen): Promise<void> {
  const { retailer, currency } = scene.first.facts;
  const lines = scene.journal.day(retailer);
  const day = lines[0]?.localTime.slice(0, 8) ?? '00000000';
  const file = dayFile({ retailer, day, sequence: 1, currency }, lines);
  const { told, counted } = readDayFile(file);
  const statuses = [];
  for (const { till, key, card } of scene.journal.keysOf(retailer)) {
    const status = await scene.status(key, till);
    const serial = textOf(status, 'serial');
    const sold = serial === '' ? {} : { serial };
    statuses.push({ state: textOf(status, 'state'), ...sold, faceMinor: card.amountMinor });
  }
  seen.value('day file: lines, net, hash', counted, told);
  seen.value(`the same by the status of ${statuses.length} keys`, trailerByStatus(statuses), told);
}
