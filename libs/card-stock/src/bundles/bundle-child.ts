import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ReadableStream as WebStream } from 'node:stream/web';
import { cardId, readPins, serialOf } from '#lib/cards';
import { BULK_POOL, type Tx, databaseOptions, entityTx, openDataSource } from '#lib/database';
import { invariant } from '#lib/kernel';
import { Encrypter } from 'age-encryption';
import { say, serveParent } from '../child-side.js';
import type { PrintSpec } from '../templates/print-spec.js';
import type { ApprovedProof } from '../templates/proof-bytes.js';
import { CardTally, type ContentCard, type ContentFacts, dataContent } from './bundle-content.js';
import { placeInPiles } from './card-place.js';
import { type GoodCards, readGoodCards } from './good-cards.js';

/** What the parent writes to stdin; the batch's key is the secret. */
export interface BundleInput {
  readonly databaseUrl: string;
  /** Where the age file goes; its folder is made. */
  readonly path: string;
  /** `age1…`: the only one who can open it. */
  readonly recipient: string;
  readonly facts: Omit<ContentFacts, 'cards' | 'firstSerial' | 'lastSerial' | 'nonce'>;
  /** Cards of the batch, spoiled ones too. */
  readonly quantity: number;
  readonly spec: PrintSpec;
  readonly proof: ApprovedProof;
}

export interface MadeBundle {
  readonly kind: 'made';
  readonly cards: number;
  readonly firstSerial: string;
  readonly lastSerial: string;
  readonly serialHash: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly contentBytes: number;
  readonly contentSha256: string;
}

/** What the child says: how far it is, and at the end what it made, or why there is nothing to make. */
export type BundleSaid =
  | { readonly kind: 'cards'; readonly done: number }
  | MadeBundle
  | { readonly kind: 'refused'; readonly reason: string };

/** Where `runChild` gives a child its secret. */
const SECRET_FD = 3;
const KEY_BYTES = 32;
/** As many cards between two notes of how far it is. */
const CARDS_A_NOTE = 5_000;

async function make(input: BundleInput): Promise<BundleSaid> {
  if (input.facts.kind === 'data') return makeWithKey(input, dataOf);
  // What draws is loaded only where it is needed: half of the time that a child takes to start.
  const { contentOfSheets, drawn } = await import('./bundle-sheets.js');
  return drawn(input, () => makeWithKey(input, contentOfSheets));
}

async function makeWithKey(input: BundleInput, contentOf: ContentMaker): Promise<BundleSaid> {
  const { batchId } = input.facts;
  const key = readFileSync(SECRET_FD);
  invariant(key.length === KEY_BYTES, 'the secret is the key of the batch');
  const source = await openDataSource(
    databaseOptions(input.databaseUrl, { ...BULK_POOL, name: 'bundle', connectionsMax: 1 }),
  );
  try {
    const tx = entityTx(source.manager);
    const good = await readGoodCards(tx, batchId, input.quantity);
    if (good.count === 0) return { kind: 'refused', reason: 'Every card of the batch is spoiled.' };
    const cards: CardsBetween = (from, to) => cardsOf(tx, key, batchId, good, from, to);
    return await encrypt(input, good, (facts, tally) => contentOf({ input, facts, tally, good, cards }));
  } finally {
    key.fill(0);
    await source.destroy();
  }
}

/** Good cards with these indexes, both included. */
export type CardsBetween = (firstIndex: number, lastIndex: number) => AsyncGenerator<ContentCard>;

/** What content is made of. */
export interface ContentParts {
  readonly input: BundleInput;
  readonly facts: ContentFacts;
  readonly tally: CardTally;
  readonly good: GoodCards;
  readonly cards: CardsBetween;
}

type ContentMaker = (parts: ContentParts) => AsyncGenerator<Buffer>;

/** The content exists in memory a piece at a time, and on the disk only for the house's eyes. */
async function encrypt(
  input: BundleInput,
  good: GoodCards,
  contentOf: (facts: ContentFacts, tally: CardTally) => AsyncGenerator<Buffer>,
): Promise<MadeBundle> {
  const serials = {
    firstSerial: serialOf(cardId(input.facts.batchId, good.first)),
    lastSerial: serialOf(cardId(input.facts.batchId, good.last)),
  };
  const facts: ContentFacts = { ...input.facts, cards: good.count, ...serials, nonce: randomBytes(16).toString('hex') };
  const tally = new CardTally(good.count);
  const content = new Measured(contentOf(facts, tally));
  const encrypter = new Encrypter();
  encrypter.addRecipient(input.recipient);

  await mkdir(dirname(input.path), { recursive: true, mode: 0o700 });
  const file = await open(input.path, 'wx', 0o600);
  try {
    const age = new Measured(await encrypter.encrypt(WebStream.from(content.pieces()) as ReadableStream<Uint8Array>));
    let noted = 0;
    for await (const piece of age.pieces()) {
      await file.writeFile(piece);
      if (tally.cards - noted < CARDS_A_NOTE) continue;
      noted = tally.cards;
      say({ kind: 'cards', done: noted });
    }
    await file.sync();
    return {
      kind: 'made',
      cards: good.count,
      ...serials,
      serialHash: tally.serialHash,
      bytes: age.bytes,
      sha256: age.digest(),
      contentBytes: content.bytes,
      contentSha256: content.digest(),
    };
  } finally {
    await file.close();
  }
}

function dataOf({ input: { quantity, spec }, facts, tally, good, cards }: ContentParts): AsyncGenerator<Buffer> {
  const { redeemHost, template } = spec;
  const placeOf = (n: number): string => placeInPiles(n, good.count, template.layout);
  return dataContent(cards(0, quantity - 1), facts, tally, { redeemHost, tillCode: template.tillCode, placeOf });
}

async function* cardsOf(
  tx: Tx,
  key: Buffer,
  batchId: number,
  good: GoodCards,
  firstIndex: number,
  lastIndex: number,
): AsyncGenerator<ContentCard> {
  for await (const { index, pin } of readPins(tx, key, { batchId, firstIndex, lastIndex })) {
    if (good.has(index)) yield { index, serial: serialOf(cardId(batchId, index)), pin };
  }
}

/** Counts and digests what runs through. */
class Measured {
  bytes = 0;
  private readonly sha256 = createHash('sha256');

  constructor(private readonly source: AsyncIterable<Uint8Array>) {}

  async *pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of this.source) {
      this.sha256.update(piece);
      this.bytes += piece.length;
      yield piece;
    }
  }

  digest(): string {
    return this.sha256.digest('hex');
  }
}

serveParent(make);
