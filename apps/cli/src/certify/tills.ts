import { readFile } from 'node:fs/promises';
import { cardId, serialOf } from '#lib/cards';
import { type Signer, openSigner } from '#lib/till-client';
import type { DemoFile } from '../demo/demo-file.js';
import { type CommandEnd, refused, usage } from '../exit.js';
import { type RawAnswer, textOf } from './exchange.js';
import { CertifiedTill } from './till.js';

/** Which tills play; each is a key's name and the file of its private half. */
export interface TillOptions {
  readonly keyId?: string;
  readonly privateKey?: string;
  readonly secondKeyId?: string;
  readonly secondPrivateKey?: string;
  readonly otherKeyId?: string;
  readonly otherPrivateKey?: string;
  readonly commissionBp?: number;
}

export interface Signers {
  readonly first: Signer;
  readonly second: Signer;
  readonly other?: Signer;
  readonly commissionBp: number;
}

/** The keys that were given, or those of the demo world's sandbox. */
export async function signersOf(
  options: TillOptions,
  sandbox: () => DemoFile['sandbox'] | undefined,
): Promise<Signers> {
  const { keyId, privateKey, secondKeyId, secondPrivateKey, otherKeyId, otherPrivateKey } = options;
  const { commissionBp = 0 } = options;
  const first = await given(keyId, privateKey, '');
  const second = await given(secondKeyId, secondPrivateKey, 'second-');
  const other = await given(otherKeyId, otherPrivateKey, 'other-');
  if (first === undefined && second === undefined && other === undefined) return demoSigners(sandbox());
  if (first === undefined || second === undefined) {
    throw usage(
      'a certification needs two tills of one store: --key-id, --private-key and --second-key-id, --second-private-key',
    );
  }
  return { first, second, commissionBp, ...(other === undefined ? {} : { other }) };
}

/** Asks the system who each is; they must be what the cases need. */
export async function openTills(
  base: URL,
  { first, second, other }: Signers,
): Promise<{
  readonly first: CertifiedTill;
  readonly second: CertifiedTill;
  readonly other?: CertifiedTill;
}> {
  const [a, b] = [await open(base, first), await open(base, second)];
  if (a.facts.id === b.facts.id) throw usage('the two keys are one till’s: two tills are needed');
  if (a.facts.storeId !== b.facts.storeId) throw usage('the two tills stand in two stores: one store is needed');
  if (other === undefined) return { first: a, second: b };
  const third = await open(base, other);
  if (third.facts.retailer === a.facts.retailer) throw usage('the other till must be another retailer’s');
  return { first: a, second: b, other: third };
}

async function given(keyId: string | undefined, file: string | undefined, prefix: string): Promise<Signer | undefined> {
  if (keyId === undefined && file === undefined) return undefined;
  if (keyId === undefined || file === undefined) {
    throw usage(`--${prefix}key-id and --${prefix}private-key go together`);
  }
  const pem = await readFile(file, 'utf8').catch((error: Error) => {
    throw usage(`${file} can’t be read: ${error.message}`);
  });
  return openSigner(keyId, pem).catch((error: Error) => {
    throw usage(`${file} holds no till’s key: ${error.message}`);
  });
}

async function demoSigners(sandbox: DemoFile['sandbox'] | undefined): Promise<Signers> {
  if (sandbox === undefined) {
    throw usage(
      'which tills? Give --key-id, --private-key and --second-key-id, --second-private-key of a sandbox, or start the demo world with `npm start`',
    );
  }
  const strict = sandbox.terminals.filter(({ receiving }) => receiving === 'strict');
  const lenient = sandbox.terminals.find(({ receiving }) => receiving === 'lenient');
  const [first, second] = await Promise.all(strict.map((one) => openSigner(one.keyId, one.privateKeyPem)));
  if (first === undefined || second === undefined || lenient === undefined) {
    throw usage('the demo world’s sandbox has too few tills: delete its folder, then `npm start` writes it anew');
  }
  const other = await openSigner(lenient.keyId, lenient.privateKeyPem);
  return { first, second, other, commissionBp: sandbox.commissionBp };
}

async function open(base: URL, signer: Signer): Promise<CertifiedTill> {
  const till = await CertifiedTill.open(base, signer);
  if (!(till instanceof CertifiedTill)) throw notLetIn(signer, till);
  // Before anything is sold: a shop that takes cash must never be played with.
  const probe = await till.call({ method: 'GET', path: `sandbox/cards/${NO_CARD}` });
  if (probe.status !== 404) throw notLetIn(signer, probe);
  return till;
}

/** In no sandbox, and in no shop. */
const NO_CARD = serialOf(cardId(999_999, 0));

function notLetIn({ keyId }: Signer, answer: RawAnswer): CommandEnd {
  const why = textOf(answer, 'detail') || textOf(answer, 'title');
  const code = textOf(answer, 'code') || `status ${answer.status}`;
  return refused(code, `the till ${keyId} can’t certify here: ${why}`, answer.json);
}
