import { type Hash, createHash } from 'node:crypto';
import { batchOfCard, passesDamm, passesLuhn } from '#lib/cards';
import { productDigits, tillElementString } from '../sheets/till-code.js';
import { CONTENT_FORMATS, type ContentFacts } from './bundle-content.js';
import { BUNDLE_KINDS } from './bundle-papers.js';

/** The content is not what its own header and trailer, or the manifest, say. Names lines, never a card's numbers. */
export class BundleBroken extends Error {
  override readonly name = 'BundleBroken';
}

/** What was read to the end and fits together. */
export interface ReadContent {
  readonly facts: ContentFacts;
  readonly serialHash: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly files: number;
}

/** Of `REUP-SHEETS-1`: what is to be written where. */
export type FilePiece =
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'file_end' };

const LINE_BYTES_MAX = 2_048;
const BLOCK_BYTES_MAX = 16 * 1024 * 1024;
const LF = 0x0a;

const HEADER =
  /^H;(REUP-(?:CARDS|SHEETS)-1);([0-9a-f-]{36});(\d{6});([\w.!~*'()%-]{1,500});(\d{14});(\d{1,7});(\d{1,12});([A-Z]{3});(\d{1,3});(97\d{14});(97\d{14});([0-9T:.Z-]{20,24});([0-9a-f]{64});([0-9a-f]{32})$/;
const CARD = /^D;(\d{1,7});(97\d{14});(\d{16});([\d,]{28,40});([\x21-\x3a\x3c-\x7e]{1,200});\d{1,7}-\d{1,3}$/;
const FILE = /^F;(\d{1,4});([\w.-]{1,120}\.pdf);(97\d{14});(97\d{14});(\d{1,7})$/;
const BLOCK = /^B;(\d{1,8})$/;
const FILE_END = /^E;(\d{1,13});([0-9a-f]{64})$/;
const TRAILER = /^T;(\d{1,7});(\d{1,16});(\d{1,16});([0-9a-f]{64})$/;

/** Checks a bundle's content as it is decrypted, piece by piece, in the memory of one piece. */
export class ContentReader {
  facts: ContentFacts | undefined;
  /** Cards that were read, or whose files were. */
  cards = 0;
  private serialHash = 0;
  private lastSerial = '';
  private line = 0;
  private files = 0;
  private fileCards = 0;
  private bytes = 0;
  private ended = false;
  private rest: Buffer = Buffer.alloc(0);
  /** Bytes of a block that are still to come. */
  private wanted = 0;
  private file: { readonly sha256: Hash; bytes: number } | undefined;
  private readonly content = createHash('sha256');
  private readonly body = createHash('sha256');

  /** Takes the next piece; gives what belongs into files. */
  push(piece: Buffer): FilePiece[] {
    this.content.update(piece);
    this.bytes += piece.length;
    const bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    const pieces: FilePiece[] = [];
    let at = 0;
    let cardsFrom: number | undefined;
    while (at < bytes.length) {
      if (this.wanted > 0) {
        const block = bytes.subarray(at, at + this.wanted);
        this.takeBlock(block);
        pieces.push({ kind: 'bytes', bytes: Buffer.from(block) });
        at += block.length;
        continue;
      }
      const end = bytes.indexOf(LF, at);
      if (end === -1) break;
      const text = bytes.toString('latin1', at, end);
      if (text.startsWith('D;')) cardsFrom ??= at;
      else if (cardsFrom !== undefined) {
        this.body.update(bytes.subarray(cardsFrom, at));
        cardsFrom = undefined;
      }
      const made = this.takeLine(text);
      if (made !== undefined) pieces.push(made);
      at = end + 1;
    }
    if (cardsFrom !== undefined) this.body.update(bytes.subarray(cardsFrom, at));
    this.rest = Buffer.from(bytes.subarray(at));
    if (this.rest.length > LINE_BYTES_MAX) this.broken('is too long');
    return pieces;
  }

  /** @throws BundleBroken where the content stops before its trailer, or goes on behind it. */
  end(): ReadContent {
    if (!this.ended || this.rest.length > 0) throw new BundleBroken('the content breaks off before its trailer');
    const { facts, serialHash, bytes, files } = this;
    return { facts: facts!, serialHash, bytes, sha256: this.content.digest('hex'), files };
  }

  private takeLine(text: string): FilePiece | undefined {
    if (text === '' && this.file !== undefined && this.afterBlock) {
      this.afterBlock = false;
      return undefined;
    }
    this.line += 1;
    if (this.ended) this.broken('comes after the trailer');
    if (this.afterBlock) this.broken('should be the empty end of a block');
    if (this.facts === undefined) return this.takeHeader(text);
    switch (text[0]) {
      case 'D':
        return this.takeCard(text, this.facts);
      case 'F':
        return this.takeFile(text);
      case 'B':
        return this.takeBlockLine(text);
      case 'E':
        return this.takeFileEnd(text);
      case 'T':
        return this.takeTrailer(text, this.facts);
      default:
        return this.broken('is of no known kind');
    }
  }

  private afterBlock = false;

  private takeHeader(text: string): undefined {
    const [, format, bundle, batch, product, gtin, cards, value, currency, months, first, last, madeAt, key, nonce] =
      this.match(HEADER, text, 'is no header');
    const kind = BUNDLE_KINDS.find((one) => CONTENT_FORMATS[one] === format)!;
    this.facts = {
      kind,
      bundle: bundle!,
      batchId: Number(batch),
      product: this.decoded(product!),
      gtin: gtin!,
      cards: Number(cards),
      faceValueMinor: Number(value),
      currency: currency!,
      months: Number(months),
      firstSerial: first!,
      lastSerial: last!,
      madeAt: madeAt!,
      keyFingerprint: key!,
      nonce: nonce!,
    };
  }

  private takeCard(text: string, { kind, batchId, gtin }: ContentFacts): undefined {
    const [, sequence, serial, pin, till, qr] = this.match(CARD, text, 'is no card');
    if (kind !== 'data' || Number(sequence) !== ++this.cards) this.broken('is out of sequence');
    if (!passesLuhn(serial!) || !passesDamm(pin!)) this.broken('has a number with a wrong check digit');
    if (this.cards > 1 && serial! <= this.lastSerial) this.broken('is not in the order of serials');
    if (batchOfCard(BigInt(serial!.slice(2, 15))) !== batchId) this.broken('is a card of another batch');
    const tills = [tillElementString(gtin, serial!), `${productDigits(gtin)},${serial!}`];
    if (!tills.includes(till!) || !qr!.endsWith(`/${serial!}`)) this.broken('has codes of another card');
    if (this.cards === 1 && serial !== this.facts!.firstSerial) this.broken('is not the first card of the header');
    this.lastSerial = serial!;
    this.serialHash += Number(serial!.slice(8, 15));
  }

  private takeFile(text: string): FilePiece {
    const [, number, name, , , cards] = this.match(FILE, text, 'is no file');
    if (this.facts!.kind !== 'sheets' || this.file !== undefined || Number(number) !== ++this.files) {
      this.broken('is a file out of sequence');
    }
    this.file = { sha256: createHash('sha256'), bytes: 0 };
    this.fileCards = Number(cards);
    return { kind: 'file', name: name! };
  }

  private takeBlockLine(text: string): undefined {
    const [, bytes] = this.match(BLOCK, text, 'is no block');
    if (this.file === undefined) this.broken('is a block outside a file');
    this.wanted = Number(bytes);
    if (this.wanted === 0 || this.wanted > BLOCK_BYTES_MAX) this.broken('is a block of no good size');
  }

  private takeBlock(block: Buffer): void {
    this.file!.sha256.update(block);
    this.body.update(block);
    this.file!.bytes += block.length;
    this.wanted -= block.length;
    this.afterBlock = this.wanted === 0;
  }

  private takeFileEnd(text: string): FilePiece {
    const [, bytes, sha256] = this.match(FILE_END, text, 'is no end of a file');
    if (this.file === undefined) this.broken('ends a file that did not begin');
    if (Number(bytes) !== this.file!.bytes || sha256 !== this.file!.sha256.digest('hex')) {
      this.broken('says another size or digest than its file has');
    }
    this.file = undefined;
    this.cards += this.fileCards;
    return { kind: 'file_end' };
  }

  private takeTrailer(text: string, facts: ContentFacts): undefined {
    const [, cards, value, serialHash, sha256] = this.match(TRAILER, text, 'is no trailer');
    if (this.file !== undefined) this.broken('comes before the end of a file');
    if (facts.kind === 'sheets')
      this.serialHash = Number(serialHash); // of cards inside PDFs: the manifest says it too
    else if (this.lastSerial !== facts.lastSerial) this.broken('follows another card than the header’s last');
    const fits =
      Number(cards) === this.cards &&
      this.cards === facts.cards &&
      Number(value) === this.cards * facts.faceValueMinor &&
      Number(serialHash) === this.serialHash &&
      sha256 === this.body.digest('hex');
    if (!fits) this.broken('has totals that differ from the content');
    this.ended = true;
  }

  private decoded(text: string): string {
    try {
      return decodeURIComponent(text);
    } catch {
      return this.broken('has a name that is no UTF-8');
    }
  }

  private match(form: RegExp, text: string, complaint: string): RegExpExecArray {
    return form.exec(text) ?? this.broken(complaint);
  }

  private broken(complaint: string): never {
    throw new BundleBroken(`line ${this.line} ${complaint}`);
  }
}
