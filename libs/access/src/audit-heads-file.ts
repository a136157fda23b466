import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedHead } from './audit-chain.js';

/** Signed heads outside the database, one JSON line each: ship this file to another host, and keep it. */
export function headsFileIn(home: string): string {
  return join(home, 'audit-heads.log');
}

interface HeadLine {
  readonly position: string;
  readonly hash: string;
  readonly signature: string;
  readonly signedAt: string;
}

/** On the disk when this returns. Begins a line of its own, whatever a crash left at the end. */
export async function appendHeads(path: string, heads: readonly SignedHead[]): Promise<void> {
  if (heads.length === 0) return;
  const lines = heads.map((head) => JSON.stringify(lineOf(head))).join('\n');
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(`\n${lines}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** In the order of the file. A line that a crash cut short is passed over: its head is written again with the next. */
export async function readHeads(path: string): Promise<readonly SignedHead[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .map(headIn)
    .filter((head) => head !== undefined);
}

function lineOf({ position, hash, signature, signedAt }: SignedHead): HeadLine {
  return {
    position,
    hash: hash.toString('hex'),
    signature: signature.toString('base64'),
    signedAt: signedAt.toISOString(),
  };
}

function headIn(line: string): SignedHead | undefined {
  try {
    const { position, hash, signature, signedAt } = JSON.parse(line) as HeadLine;
    if (!/^[1-9]\d{0,18}$/.test(position) || !/^[0-9a-f]{64}$/.test(hash)) return undefined;
    return {
      position,
      hash: Buffer.from(hash, 'hex'),
      signature: Buffer.from(signature, 'base64'),
      signedAt: new Date(signedAt),
    };
  } catch {
    return undefined;
  }
}
