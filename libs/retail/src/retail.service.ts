import { Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import { Problem, isTimeZone } from '#lib/kernel';
import { SupervisorGuesses, readSupervisors, supervisorWith } from './clerks.js';
import { KeyDirectory } from './key-directory.js';
import {
  type EndedTerminal,
  type KeyFacts,
  type NewRetailer,
  type NewStore,
  type RetailerFacts,
  type Slice,
  type StoreDetails,
  type StoreFacts,
  type TerminalFacts,
  endTerminal,
  insertKey,
  insertRetailer,
  insertStore,
  insertTerminal,
  readRetailers,
  readStore,
  readStores,
  readRetailer,
  readTerminals,
  retailerExists,
  revokeKey,
  terminalIsLive,
  updateCreditLimit,
  updateStore,
} from './retail.store.js';
import { type PublicKeyInput, keyIdOf, readPublicKey } from './terminal-public-key.js';

export interface NewKey {
  readonly publicKey: PublicKeyInput;
  /** Absent: made of the key itself. */
  readonly keyId?: string;
}

/** Without a key: an enrolment code lets the till bring its own. */
export interface NewTerminal extends Partial<NewKey> {
  readonly storeId: number;
  readonly name: string;
}

/** Who sells: retailers, their stores, their tills and the tills' keys. */
@Injectable()
export class RetailService {
  private readonly supervisorGuesses = new SupervisorGuesses();

  constructor(
    private readonly transactions: Transactions,
    private readonly directory: KeyDirectory,
  ) {}

  async createRetailer(tx: Tx, retailer: NewRetailer): Promise<RetailerFacts> {
    const made = await insertRetailer(tx, retailer);
    if (made === undefined) throw new Problem('name.taken', 'There is a retailer of this name.');
    return made;
  }

  async retailer(tx: Tx, id: number): Promise<RetailerFacts> {
    const found = await readRetailer(tx, id);
    if (found === undefined) throw new Problem('retailer.not_found');
    return found;
  }

  /** The limit before. What it leaves to sell is the ledger's: `changeCredit` in the same transaction, after this. */
  async setCreditLimit(tx: Tx, id: number, limitMinor: bigint | null): Promise<bigint | null> {
    const changed = await updateCreditLimit(tx, id, limitMinor);
    if (changed === undefined) throw new Problem('retailer.not_found');
    return changed.beforeMinor;
  }

  async createStore(tx: Tx, store: NewStore): Promise<StoreFacts> {
    if (!isTimeZone(store.zone)) throw new Problem('request.invalid', 'zone must be an IANA time zone.');
    if (!(await retailerExists(tx, store.retailerId))) throw new Problem('retailer.not_found');
    const made = await insertStore(tx, store);
    if (made === undefined) throw new Problem('name.taken', 'The retailer has a store of this name.');
    return made;
  }

  async correctStore(tx: Tx, id: number, details: StoreDetails): Promise<StoreFacts> {
    const store = await updateStore(tx, id, details);
    if (store === undefined) throw new Problem('store.not_found');
    return store;
  }

  /** Refuses `store.not_found`. */
  async requireStore(tx: Tx, id: number): Promise<void> {
    if ((await readStore(tx, id)) === undefined) throw new Problem('store.not_found');
  }

  async createTerminal(tx: Tx, { storeId, name, publicKey, keyId }: NewTerminal): Promise<TerminalFacts> {
    await this.requireStore(tx, storeId);
    const made = await insertTerminal(tx, { storeId, name });
    if (made === undefined) throw new Problem('name.taken', 'The store has a terminal of this name.');
    if (publicKey === undefined) return { ...made, keys: [] };
    const key = { publicKey, ...(keyId === undefined ? {} : { keyId }) };
    return { ...made, keys: [await this.addKey(tx, made.id, key)] };
  }

  /** A second key beside the first, while a till changes from one to the other. */
  async addKey(tx: Tx, terminalId: number, { publicKey, keyId }: NewKey): Promise<KeyFacts> {
    const spki = readPublicKey(publicKey);
    if (!(await terminalIsLive(tx, terminalId))) throw new Problem('terminal.not_found');
    const made = await insertKey(tx, { keyId: keyId ?? keyIdOf(spki), terminalId, publicKey: spki });
    if (made === undefined) throw new Problem('name.taken', 'The key id is taken.');
    return made;
  }

  /** The key's next call is refused. `note` records who did it, in the same transaction. */
  async revokeKey(
    { terminalId, keyId }: { readonly terminalId: number; readonly keyId: string },
    note: (tx: Tx) => Promise<void>,
  ): Promise<KeyFacts> {
    const revoked = await this.transactions.run(async (tx) => {
      const found = await revokeKey(tx, terminalId, keyId);
      if (found === undefined) throw new Problem('terminal.not_found', 'The terminal has no such key.');
      await note(tx);
      return found;
    });
    this.directory.forget(keyId);
    return revoked;
  }

  /** Nothing that the terminal sends is heard from the commit on, by any key. Then: `forgetKeys`. */
  async endTerminal(tx: Tx, terminalId: number): Promise<EndedTerminal> {
    const ended = await endTerminal(tx, terminalId);
    if (ended === undefined) throw new Problem('terminal.not_found');
    return ended;
  }

  /** After the commit that ended them: this process refuses them at once, others within two seconds. */
  forgetKeys(keyIds: readonly string[]): void {
    for (const keyId of keyIds) this.directory.forget(keyId);
  }

  /** Who of the store's supervisors typed this code, as `clerk:<id>`. Five wrong ones in a quarter of an hour, then a wait. */
  async supervisorOf(storeId: number, code: string): Promise<string | undefined> {
    await this.supervisorGuesses.count(storeId);
    const supervisors = await this.transactions.run((tx) => readSupervisors(tx, storeId));
    const clerkId = await supervisorWith(code, supervisors);
    if (clerkId === undefined) return undefined;
    await this.supervisorGuesses.giveBack(storeId);
    return `clerk:${clerkId}`;
  }

  /** Lists give up to `rowsMax` rows after an id, in the order of ids. */
  listRetailers(slice: Slice): Promise<RetailerFacts[]> {
    return this.transactions.run((tx) => readRetailers(tx, slice));
  }

  listStores(slice: Slice, retailerId?: number): Promise<StoreFacts[]> {
    return this.transactions.run((tx) => readStores(tx, slice, retailerId));
  }

  listTerminals(slice: Slice, storeId?: number): Promise<TerminalFacts[]> {
    return this.transactions.run((tx) => readTerminals(tx, slice, storeId));
  }
}
