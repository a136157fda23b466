import { DIGEST_BYTES } from './pin-digester.js';

/** The columns that a minted card has; the others have their defaults. */
export const COPY_CARDS_SQL = 'COPY card (id, pin_digest, pepper_id, state) FROM STDIN (FORMAT binary)';
const STATE = Buffer.from('printed', 'latin1');
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const HEADER_BYTES = SIGNATURE.length + 8;
const TRAILER_BYTES = 2;
const ID_AT = 6;
const DIGEST_AT = 18;
const PEPPER_AT = 38;
const ROW_BYTES = 51;
const TWO_32 = 2 ** 32;

/**
 * The rows of one chunk in PostgreSQL's binary COPY format. All rows have one length, so a row is a template with three
 * holes; the buffer is made once and used again for every chunk.
 */
export class CardRows {
  private readonly bytes: Buffer;

  constructor(cardsMax: number, pepperId: number) {
    this.bytes = Buffer.alloc(HEADER_BYTES + cardsMax * ROW_BYTES + TRAILER_BYTES);
    SIGNATURE.copy(this.bytes); // flags and the header's extension stay 0
    const row = rowTemplate(pepperId);
    for (let i = 0; i < cardsMax; i++) row.copy(this.bytes, rowAt(i));
  }

  /** @param id below 2^53: a card's id has 13 digits. */
  setId(row: number, id: number): void {
    this.bytes.writeUInt32BE(Math.floor(id / TWO_32), rowAt(row) + ID_AT);
    this.bytes.writeUInt32BE(id % TWO_32, rowAt(row) + ID_AT + 4);
  }

  /** Where a row's digest belongs. */
  digestAt(row: number): number {
    return rowAt(row) + DIGEST_AT;
  }

  get buffer(): Buffer {
    return this.bytes;
  }

  /** The first rows as one COPY. A copy of the bytes: the socket may still be sending when the next chunk is written. */
  copyData(cards: number): Buffer {
    const end = rowAt(cards);
    const data = Buffer.allocUnsafe(end + TRAILER_BYTES);
    this.bytes.copy(data, 0, 0, end);
    data.writeInt16BE(-1, end);
    return data;
  }
}

function rowAt(row: number): number {
  return HEADER_BYTES + row * ROW_BYTES;
}

/** Four fields, each with its length before it. */
function rowTemplate(pepperId: number): Buffer {
  const row = Buffer.alloc(ROW_BYTES);
  row.writeInt16BE(4, 0);
  row.writeInt32BE(8, ID_AT - 4);
  row.writeInt32BE(DIGEST_BYTES, DIGEST_AT - 4);
  row.writeInt32BE(2, PEPPER_AT - 4);
  row.writeInt16BE(pepperId, PEPPER_AT);
  row.writeInt32BE(STATE.length, PEPPER_AT + 2);
  STATE.copy(row, PEPPER_AT + 6);
  return row;
}
