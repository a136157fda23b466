import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Transactions } from '#lib/database';
import { ShortCache, type TerminalDirectory, type TerminalIdentity } from '#lib/http';
import { readIdentity } from './retail.store.js';
import { toKeyObject } from './terminal-public-key.js';

interface Known {
  readonly publicKey: KeyObject;
  readonly terminal: TerminalIdentity;
}

const KEY_OBJECTS_MAX = 10_000;

/** Who holds a terminal's key, kept for two seconds; the parsed key for as long as it is the same. */
@Injectable()
export class KeyDirectory implements TerminalDirectory {
  private readonly known = new ShortCache((keyId) => this.read(keyId));
  private readonly keyObjects = new Map<string, KeyObject>();

  constructor(private readonly transactions: Transactions) {}

  byKeyId(keyId: string): Promise<Known | undefined> {
    return this.known.get(keyId);
  }

  /** After its key was revoked or its terminal changed here; other processes see it within two seconds. */
  forget(keyId: string): void {
    this.known.forget(keyId);
  }

  forgetAll(): void {
    this.known.forgetAll();
  }

  private async read(keyId: string): Promise<Known | undefined> {
    const found = await this.transactions.run((tx) => readIdentity(tx, keyId));
    return found === undefined ? undefined : { publicKey: this.keyObject(found.spki), terminal: found.terminal };
  }

  private keyObject(spki: Buffer): KeyObject {
    const name = spki.toString('base64');
    let key = this.keyObjects.get(name);
    if (key === undefined) {
      key = toKeyObject(spki);
      if (this.keyObjects.size >= KEY_OBJECTS_MAX) this.keyObjects.clear();
      this.keyObjects.set(name, key);
    }
    return key;
  }
}
