import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

export const KEY_BYTES = 32;
const HEX = Buffer.from('0123456789abcdef', 'latin1');
const LINE_END = 10;

/** Hex and a line end, so that a person can see that a file is a key and compare two copies. In bytes: a string can't be wiped. */
export function keyLine(key: Buffer): Buffer {
  const line = Buffer.alloc(key.length * 2 + 1, LINE_END);
  key.forEach((byte, i) => {
    line[i * 2] = HEX[byte >> 4]!;
    line[i * 2 + 1] = HEX[byte & 15]!;
  });
  return line;
}

/** The key of such a line; `undefined` of anything else. */
export function keyInLine(line: Buffer): Buffer | undefined {
  const key = Buffer.alloc(KEY_BYTES);
  for (let i = 0; i < KEY_BYTES; i++) {
    const high = hexDigit(line[i * 2]);
    const low = hexDigit(line[i * 2 + 1]);
    if (high < 0 || low < 0) return undefined;
    key[i] = high * 16 + low;
  }
  return line
    .subarray(KEY_BYTES * 2)
    .toString('latin1')
    .trim() === ''
    ? key
    : undefined;
}

function hexDigit(character = 0): number {
  return HEX.indexOf(character | 0x20); // of either case
}

export function readIfThere(path: string): Buffer | undefined {
  return unlessMissing(() => readFileSync(path));
}

/** Whole and safe on the disk, or not there at all; false where there is one already, which stays. */
export function placeNew(path: string, bytes: Buffer | string): boolean {
  const draft = draftOf(path);
  writeSynced(draft, bytes);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    unlinkSync(draft);
    syncFolder(path);
  }
}

/** The old content or the new, whatever happens. */
export function replace(path: string, bytes: Buffer): void {
  const draft = draftOf(path);
  writeSynced(draft, bytes);
  move(draft, path);
}

export function move(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(to);
}

/** Random bytes in its place, on the disk before this returns; best effort where a disk writes elsewhere. */
export function overwrite(path: string): void {
  unlessMissing(() => {
    const file = openSync(path, 'r+');
    try {
      const { size } = fstatSync(file);
      writeSync(file, randomBytes(size), 0, size, 0);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  });
}

export function remove(path: string): void {
  unlessMissing(() => unlinkSync(path));
  syncFolder(path);
}

function draftOf(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.draft`;
}

function writeSynced(path: string, bytes: Buffer | string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, Buffer.from(bytes));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function unlessMissing<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}
