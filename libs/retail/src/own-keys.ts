import { Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import { Problem } from '#lib/kernel';
import { KeyDirectory } from './key-directory.js';
import { insertKey, revokeKey } from './retail.store.js';
import type { NewKey } from './retail.service.js';
import { keyIdOf, readPublicKey } from './terminal-public-key.js';

/** While a till changes from one key to the other. */
export const LIVE_KEYS_MAX = 2;

/** Records what a till did with the key of this id. */
export type NoteKey = (tx: Tx, keyId: string) => Promise<void>;

/** A till changes its own keys: the new one is put in under the old one's signature, then the old one is ended under the new one's. */
@Injectable()
export class OwnKeys {
  constructor(
    private readonly transactions: Transactions,
    private readonly directory: KeyDirectory,
  ) {}

  /** The key's id; the same key again is no second one. `note` records a new one, in the same transaction. */
  async add(terminalId: number, { publicKey, keyId: wantedId }: NewKey, note?: NoteKey): Promise<string> {
    const spki = readPublicKey(publicKey);
    const keyId = wantedId ?? keyIdOf(spki);
    return this.transactions.run(async (tx) => {
      const live = await lockLiveKeys(tx, terminalId);
      if (live.some((key) => key.key_id === keyId && key.public_key.equals(spki))) return keyId;
      if (live.length >= LIVE_KEYS_MAX) {
        throw new Problem('name.taken', 'The terminal has two keys already; end one of them first.');
      }
      const made = await insertKey(tx, { keyId, terminalId, publicKey: spki });
      if (made === undefined) throw new Problem('name.taken', 'The key id is taken.');
      await note?.(tx, keyId);
      return keyId;
    });
  }

  /** The key's next call is refused. Never the last: a till without one is a brick. */
  async retire(terminalId: number, keyId: string, note?: NoteKey): Promise<void> {
    await this.transactions.run(async (tx) => {
      const live = await lockLiveKeys(tx, terminalId);
      const mine = live.some((key) => key.key_id === keyId);
      if (mine && live.length === 1) throw new Problem('key.last');
      if ((await revokeKey(tx, terminalId, keyId)) === undefined) {
        throw new Problem('terminal.not_found', 'The terminal has no such key.');
      }
      if (mine) await note?.(tx, keyId);
    });
    this.directory.forget(keyId);
  }
}

/** Under the terminal's lock: two changes at once take turns. */
export async function lockLiveKeys(tx: Tx, terminalId: number): Promise<{ key_id: string; public_key: Buffer }[]> {
  await tx.rows('SELECT FROM terminal WHERE id = $1 FOR UPDATE', [terminalId]);
  return tx.rows<{ key_id: string; public_key: Buffer }>(
    'SELECT key_id, public_key FROM terminal_key WHERE terminal_id = $1 AND revoked_at IS NULL',
    [terminalId],
  );
}
