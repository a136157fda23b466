import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { FRAME_BYTES, SealingStream, openSealedFile } from './sealed-file.js';

const FRAME_ON_DISK = FRAME_BYTES + 32;

describe('a sealed file', () => {
  const key = randomBytes(32);
  const id = randomUUID();
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reup-sealed-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  function seal(plain: Buffer, under = key, as = id): Promise<Buffer> {
    return buffer(Readable.from(pieces(plain)).pipe(new SealingStream(under, as)));
  }

  async function unseal(sealed: Buffer, under = key, as = id): Promise<Buffer> {
    const path = join(folder, randomUUID());
    await writeFile(path, sealed);
    return buffer(openSealedFile(under, as, await open(path)));
  }

  it.each([0, 1, 1_000, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 3 * FRAME_BYTES, 200_000])(
    'gives back %i bytes',
    async (length) => {
      const plain = randomBytes(length);
      expect((await unseal(await seal(plain))).equals(plain)).toBe(true);
    },
  );

  it('shows nothing of what is in it', async () => {
    const sealed = await seal(Buffer.alloc(150_000, '1234567890123456'));
    expect(sealed.includes('1234567890123456')).toBe(false);
  });

  it('opens with its key and under its name only', async () => {
    const sealed = await seal(randomBytes(100));
    await expect(unseal(sealed, randomBytes(32))).rejects.toThrow();
    await expect(unseal(sealed, key, randomUUID())).rejects.toThrow();
  });

  it('does not open when a frame is changed, dropped, swapped, cut or added', async () => {
    const sealed = await seal(randomBytes(2 * FRAME_BYTES + 10));
    const [first, second, last] = [
      sealed.subarray(0, FRAME_ON_DISK),
      sealed.subarray(FRAME_ON_DISK, 2 * FRAME_ON_DISK),
      sealed.subarray(2 * FRAME_ON_DISK),
    ];
    for (const at of [0, 4, 16, FRAME_ON_DISK - 1, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      await expect(unseal(changed)).rejects.toThrow();
    }
    await expect(unseal(Buffer.concat([second, last]))).rejects.toThrow();
    await expect(unseal(Buffer.concat([first, last]))).rejects.toThrow();
    await expect(unseal(Buffer.concat([first, second]))).rejects.toThrow();
    await expect(unseal(Buffer.concat([second, first, last]))).rejects.toThrow();
    await expect(unseal(sealed.subarray(0, -1))).rejects.toThrow();
    await expect(unseal(Buffer.concat([sealed, last]))).rejects.toThrow();
    await expect(unseal(Buffer.alloc(0))).rejects.toThrow();
  });

  it('leaves no file open', async () => {
    const path = join(folder, 'kept');
    await writeFile(path, await seal(Buffer.from('one')));
    const file = await open(path);
    await buffer(openSealedFile(key, id, file));
    await expect(file.stat()).rejects.toThrow();
    expect((await readFile(path)).length).toBeGreaterThan(0);
  });
});

/** As a PDF comes: in pieces of any size. */
function* pieces(plain: Buffer): Generator<Buffer> {
  for (let at = 0, size = 1; at < plain.length; at += size, size = ((size * 7 + 13) % 90_001) + 1)
    yield plain.subarray(at, at + size);
}
