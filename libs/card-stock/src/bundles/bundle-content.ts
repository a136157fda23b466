import { type Hash, createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { batchNumber, cardId, serialOf } from '#lib/cards';
import type { SheetCard, TillCode } from '../sheets/index.js';
import { redeemQrText } from '../sheets/qr-linear.js';
import { tillCodeTexts } from '../sheets/till-code.js';
import type { BundleKind } from './bundle-papers.js';

/**
 * What lies inside the age file. ASCII, lines end in LF, fields are divided by `;`, amounts are minor units of the
 * currency; names are percent-encoded UTF-8 (RFC 3986), so that no letter of theirs can be a divider.
 *
 *     H;<format>;<bundle>;<batch>;<product>;<GTIN>;<cards>;<face value>;<currency>;<months>;<first serial>;<last serial>;
 *       <made at>;<key fingerprint>;<nonce>                                        (one line)
 *     T;<cards>;<face value of all>;<serial hash>;<SHA-256>                        the last line
 *
 * The serial hash is the sum of the serials' digits 9 to 15. Between H and T, format `REUP-CARDS-1` has one line a card,
 * ascending by serial, and the SHA-256 is of these lines with their LFs:
 *
 *     D;<sequence from 1>;<serial>;<PIN>;<till barcodes, divided by ",">;<QR text>;<sheet-cell>
 *
 * Format `REUP-SHEETS-1` has finished PDFs of at most 100,000 cards, in blocks as they are made, and the SHA-256 is of
 * all their bytes in order:
 *
 *     F;<number from 1>;<file name>;<first serial>;<last serial>;<cards>
 *     B;<bytes>                                                                    then so many bytes, then an LF
 *     E;<bytes>;<SHA-256>                                                          of the file
 *
 * The nonce is 128 random bits that only the house learns: with it the manifest's digest of the content can't be used to
 * try PINs.
 */
export const CONTENT_FORMATS = {
  data: 'REUP-CARDS-1',
  sheets: 'REUP-SHEETS-1',
} as const satisfies Record<BundleKind, string>;

/** What a header says. */
export interface ContentFacts {
  readonly kind: BundleKind;
  readonly bundle: string;
  readonly batchId: number;
  readonly product: string;
  readonly gtin: string;
  readonly cards: number;
  readonly faceValueMinor: number;
  readonly currency: string;
  readonly months: number;
  readonly firstSerial: string;
  readonly lastSerial: string;
  readonly madeAt: string;
  readonly keyFingerprint: string;
  readonly nonce: string;
}

/** A card's secret on its way to the house. */
export interface ContentCard extends SheetCard {
  readonly index: number;
}

/** PDF of some consecutive cards, drawn into `out`, which is ended. */
export interface ContentFile {
  readonly name: string;
  readonly firstSerial: string;
  readonly lastSerial: string;
  readonly cards: number;
  draw(out: NodeJS.WritableStream): Promise<void>;
}

const PIECE_BYTES = 65_536;

export function headerLine(facts: ContentFacts): string {
  const { kind, bundle, batchId, product, gtin, cards, faceValueMinor, currency, months } = facts;
  const fields = [CONTENT_FORMATS[kind], bundle, batchNumber(batchId), encodeURIComponent(product), gtin, cards];
  const value = [faceValueMinor, currency, months, facts.firstSerial, facts.lastSerial];
  return `${['H', ...fields, ...value, facts.madeAt, facts.keyFingerprint, facts.nonce].join(';')}\n`;
}

function trailerLine({ cards, faceValueMinor }: ContentFacts, serialHash: number, sha256: Hash): string {
  return `${['T', cards, cards * faceValueMinor, serialHash, sha256.digest('hex')].join(';')}\n`;
}

/** Adds up what the trailer says of the cards, and that they are as many as the header promised. */
export class CardTally {
  cards = 0;
  serialHash = 0;

  constructor(private readonly promised: number) {}

  add(index: number): void {
    this.cards += 1;
    this.serialHash += index;
  }

  close(): void {
    if (this.cards !== this.promised) throw new RangeError(`${this.promised} cards were promised, ${this.cards} came`);
  }
}

/** What a card's codes are made of. */
export interface CardCodes {
  readonly redeemHost: string;
  readonly tillCode: TillCode;
  /** Where the card that comes n-th, from 0, lies on the sheets. */
  readonly placeOf: (n: number) => string;
}

/** A line a card. */
export async function* dataContent(
  cards: AsyncIterable<ContentCard>,
  facts: ContentFacts,
  tally: CardTally,
  { redeemHost, tillCode, placeOf }: CardCodes,
): AsyncGenerator<Buffer, void, undefined> {
  yield Buffer.from(headerLine(facts), 'latin1');
  const sha256 = createHash('sha256');
  const take = (text: string): Buffer => {
    const piece = Buffer.from(text, 'latin1');
    sha256.update(piece);
    return piece;
  };
  let lines = '';
  for await (const { index, serial, pin } of cards) {
    const place = placeOf(tally.cards);
    tally.add(index);
    const till = tillCodeTexts(tillCode, facts.gtin, serial).join(',');
    lines += `D;${tally.cards};${serial};${pin};${till};${redeemQrText(redeemHost, serial)};${place}\n`;
    if (lines.length < PIECE_BYTES) continue;
    yield take(lines);
    lines = '';
  }
  yield take(lines);
  tally.close();
  yield Buffer.from(trailerLine(facts, tally.serialHash, sha256), 'latin1');
}

/** Files one after the other, each in blocks as it is drawn: none of them is ever whole in memory or on a disk. */
export async function* sheetsContent(
  files: readonly ContentFile[],
  facts: ContentFacts,
  tally: CardTally,
): AsyncGenerator<Buffer, void, undefined> {
  yield Buffer.from(headerLine(facts), 'latin1');
  const all = createHash('sha256');
  let number = 0;
  for (const file of files) {
    const { name, firstSerial, lastSerial, cards } = file;
    yield Buffer.from(`${['F', ++number, name, firstSerial, lastSerial, cards].join(';')}\n`, 'latin1');
    yield* blocksOf(file, all);
  }
  tally.close();
  yield Buffer.from(trailerLine(facts, tally.serialHash, all), 'latin1');
}

async function* blocksOf(file: ContentFile, all: Hash): AsyncGenerator<Buffer, void, undefined> {
  const own = createHash('sha256');
  let bytes = 0;
  const pdf = new PassThrough();
  const drawn = file.draw(pdf);
  drawn.catch((error: Error) => pdf.destroy(error));
  for await (const piece of pdf as AsyncIterable<Buffer>) {
    own.update(piece);
    all.update(piece);
    bytes += piece.length;
    yield Buffer.concat([Buffer.from(`B;${piece.length}\n`, 'latin1'), piece, LF]);
  }
  await drawn;
  yield Buffer.from(`${['E', bytes, own.digest('hex')].join(';')}\n`, 'latin1');
}

const LF = Buffer.from('\n');

/** The name of a sheet's file, from its first and last card. */
export function sheetFileName(batchId: number, firstIndex: number, lastIndex: number): string {
  return `reup-${batchNumber(batchId)}-${serialOf(cardId(batchId, firstIndex))}-${serialOf(cardId(batchId, lastIndex))}.pdf`;
}
