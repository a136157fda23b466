import { type EnrolAnswer, type Outcome, type WebKey, enrolTill, makeWebKey } from '#lib/till-client';
import type { Keep } from './keep.js';

const PAIRED = 'pairing';
const MAKING = 'pairing-key';

/** Who this till is, and the key that proves it: made here, and unreadable even to this page. */
export interface Pairing {
  readonly key: WebKey;
  readonly terminal: EnrolAnswer;
}

export function readPairing(keep: Keep): Promise<Pairing | undefined> {
  return keep.get<Pairing>(PAIRED);
}

/** The key is kept before it is sent: with the same code the same key may be sent again after a lost answer. */
export async function pair(keep: Keep, code: string): Promise<Outcome<EnrolAnswer>> {
  const key = (await keep.get<WebKey>(MAKING)) ?? (await makeWebKey());
  await keep.set(MAKING, key);
  const { keyId, publicKey } = key;
  const outcome = await enrolTill({ url: location.origin }, { code, publicKey, keyId });
  if (outcome.kind !== 'done') return outcome;
  const kept: Pairing = { key: { ...key, keyId: outcome.answer.keyId }, terminal: outcome.answer };
  await keep.set(PAIRED, kept);
  await keep.forget(MAKING);
  return outcome;
}
