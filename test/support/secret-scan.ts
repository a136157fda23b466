import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** PINs that are looked for in the spellings that no pattern finds. */
const SAMPLE = 10;

/** Finds a batch's key and its PINs in bytes, however they are spelled. */
export class SecretScan {
  private readonly pins: ReadonlySet<string>;
  private readonly needles: readonly (readonly [name: string, bytes: Buffer])[];

  constructor(key: Buffer, pins: readonly string[]) {
    this.pins = new Set(pins);
    const sample = pins.filter((_, i) => i % Math.ceil(pins.length / SAMPLE) === 0);
    this.needles = [
      ['the key', key],
      ['the key in hex', Buffer.from(key.toString('hex'))],
      ['the key in HEX', Buffer.from(key.toString('hex').toUpperCase())],
      ...inBase64(key).map((text) => ['the key in base64', text] as const),
      ...sample.map((pin) => ['a packed PIN', packed(pin)] as const),
      ...sample.flatMap((pin) => inBase64(Buffer.from(pin)).map((text) => ['a PIN in base64', text] as const)),
    ];
  }

  /** What is in there, in words; empty = nothing. */
  find(bytes: Buffer): string[] {
    const found = this.needles.filter(([, needle]) => bytes.includes(needle)).map(([name]) => name);
    const text = bytes.toString('latin1');
    const isPin = (digits: string): boolean =>
      Array.from({ length: digits.length - 15 }, (_, i) => digits.slice(i, i + 16)).some((one) => this.pins.has(one));
    const spelled: readonly (readonly [name: string, form: RegExp, digits: (found: string) => string])[] = [
      ['a PIN', /\d{16,}/g, (run) => run],
      ['a spaced PIN', /(?=(\d{4}([ -])\d{4}\2\d{4}\2\d{4}))/g, (run) => run.replace(/\D/g, '')],
      ['a PIN in hex', /(?:3\d){16,}/g, (run) => Buffer.from(run, 'hex').toString('latin1')],
    ];
    for (const [name, form, digits] of spelled) {
      for (const match of text.matchAll(form)) if (isPin(digits(match[1] ?? match[0]))) found.push(name);
    }
    return [...new Set(found)];
  }

  /** The same for all files below a folder: their names, and what is in them. */
  async findIn(folder: string): Promise<{ readonly files: number; readonly found: string[] }> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const found: string[] = [];
    for (const file of files) {
      const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return Buffer.alloc(0); // a server's file that has just gone
        throw error;
      });
      found.push(...this.find(bytes).map((what) => `${what} in ${file}`));
    }
    return { files: files.length, found };
  }
}

/** As the three places in a longer text where bytes may begin, without the ends that depend on the neighbours. */
function inBase64(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return Buffer.from(text.slice(before === 0 ? 0 : 4, -1));
  });
}

function packed(pin: string): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(pin));
  return bytes;
}
