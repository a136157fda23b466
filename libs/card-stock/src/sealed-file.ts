import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Transform, type TransformCallback } from 'node:stream';
import { invariant } from '#lib/kernel';

const CIPHER = 'aes-256-gcm';
/** Plaintext a frame: what is in memory at once, and what one changed byte spoils. */
export const FRAME_BYTES = 65_536;
const LENGTH_BYTES = 4;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD_BYTES = LENGTH_BYTES + IV_BYTES + TAG_BYTES;

/**
 * Encrypts a stream in frames of [length, iv, ciphertext, tag]. File, frame number and "this is the last" are
 * authenticated, so that frames can't be swapped, dropped, added or taken from another file.
 */
export class SealingStream extends Transform {
  private readonly waiting = Buffer.alloc(FRAME_BYTES);
  private filled = 0;
  private frame = 0;

  constructor(
    private readonly key: Buffer,
    private readonly fileId: string,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    for (let used = 0; used < chunk.length; ) {
      // A full frame leaves only when more is known to follow: the last one is marked.
      if (this.filled === FRAME_BYTES) this.emitFrame(false);
      const taken = chunk.copy(this.waiting, this.filled, used);
      this.filled += taken;
      used += taken;
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    this.emitFrame(true);
    this.waiting.fill(0);
    done();
  }

  private emitFrame(last: boolean): void {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, iv);
    cipher.setAAD(frameAad(this.fileId, this.frame++, last));
    const sealed = cipher.update(this.waiting.subarray(0, this.filled));
    cipher.final();
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(this.filled);
    this.push(Buffer.concat([length, iv, sealed, cipher.getAuthTag()]));
    this.filled = 0;
  }
}

/** The plaintext of a sealed file, frame by frame; throws at the first frame that is not as it was sealed. Closes the file. */
export async function* openSealedFile(
  key: Buffer,
  fileId: string,
  file: FileHandle,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    const { size } = await file.stat();
    let frame = 0;
    for (let at = 0; at < size || frame === 0; frame++) {
      const length = (await read(file, at, LENGTH_BYTES)).readUInt32BE();
      invariant(length <= FRAME_BYTES, 'a frame of a sealed file is small');
      const body = await read(file, at + LENGTH_BYTES, OVERHEAD_BYTES - LENGTH_BYTES + length);
      at += OVERHEAD_BYTES + length;
      yield openFrame(key, frameAad(fileId, frame, at === size), body);
    }
  } finally {
    await file.close();
  }
}

function openFrame(key: Buffer, aad: Buffer, body: Buffer): Buffer {
  const decipher = createDecipheriv(CIPHER, key, body.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(body.subarray(-TAG_BYTES));
  const plain = decipher.update(body.subarray(IV_BYTES, -TAG_BYTES));
  decipher.final();
  return plain;
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  invariant(bytesRead === length, 'a sealed file ends with a whole frame');
  return bytes;
}

function frameAad(fileId: string, frame: number, last: boolean): Buffer {
  const numbers = Buffer.alloc(5);
  numbers.writeUInt32BE(frame);
  numbers.writeUInt8(last ? 1 : 0, 4);
  return Buffer.concat([Buffer.from(fileId.replaceAll('-', ''), 'hex'), numbers]);
}
