import { Injectable } from '@nestjs/common';
import { type Decision, askApproval, decideApproval, recordAudit, staffActor } from '#lib/access';
import { type EntityTx, Transactions } from '#lib/database';
import { Problem } from '#lib/kernel';
import { In, MoreThan } from 'typeorm';
import { HouseKey, type HouseKeyState } from './house-key.entity.js';
import { type HousePublicKeys, fingerprintGroups, fingerprintOfKeys } from './house-key.js';
import { PrintHouse } from './print-house.entity.js';

/** The approval that two others give; its subject is the key. */
export const HOUSE_KEY_APPROVAL = 'house_key';
/** A house has one key and, while it is renewed, two. */
const KEYS_SHOWN_MAX = 100;

export interface NewPrintHouse {
  readonly name: string;
  readonly contact: string;
  readonly staffId: string;
}

export interface NewHouseKey {
  readonly houseId: number;
  /** From `readHouseKeys`: never a secret one. */
  readonly keys: HousePublicKeys;
  readonly staffId: string;
}

export interface KeyDecision {
  readonly keyId: number;
  readonly staffId: string;
  readonly decision: Decision;
  readonly reason?: string;
}

/** A key with the house that it belongs to. */
export interface ConfirmedKey {
  readonly id: number;
  readonly recipient: string;
  readonly fingerprint: Buffer;
  readonly houseName: string;
}

/** Who prints for us, and to which keys bundles may be encrypted: only ones whose fingerprint two people compared. */
@Injectable()
export class PrintHouseService {
  constructor(private readonly transactions: Transactions) {}

  async create(tx: EntityTx, { name, contact, staffId }: NewPrintHouse): Promise<PrintHouse> {
    const [made] = await tx.rows<{ id: number }>(
      `INSERT INTO print_house (name, contact, created_by) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT print_house_name_once DO NOTHING RETURNING id`,
      [name, contact, staffId],
    );
    if (made === undefined) throw new Problem('name.taken', 'There is a print house of this name.');
    const subject = `print_house:${made.id}`;
    await recordAudit(tx, {
      actor: staffActor(staffId),
      action: 'print_house.create',
      subject,
      detail: { name, contact },
    });
    return foundHouse(await tx.manager.findOneBy(PrintHouse, { id: made.id }));
  }

  /** In the order of ids, after one. */
  async list({ afterId, rowsMax }: { readonly afterId: number; readonly rowsMax: number }): Promise<PrintHouse[]> {
    const { manager } = this.transactions.dataSource;
    return manager.find(PrintHouse, { where: { id: MoreThan(afterId) }, order: { id: 'ASC' }, take: rowsMax });
  }

  async get(id: number): Promise<PrintHouse> {
    return foundHouse(await this.transactions.dataSource.manager.findOneBy(PrintHouse, { id }));
  }

  /** The keys of a page of houses, oldest first. */
  async keysOf(houses: readonly { readonly id: number }[]): Promise<HouseKey[]> {
    const where = { houseId: In(houses.map(({ id }) => id)) };
    const take = KEYS_SHOWN_MAX * houses.length;
    return this.transactions.dataSource.manager.find(HouseKey, { where, order: { id: 'ASC' }, take });
  }

  /** Keeps the key and asks two others to compare its fingerprint. Sent again while it waits, it asks again. */
  async addKey(tx: EntityTx, { houseId, keys, staffId }: NewHouseKey): Promise<HouseKey> {
    const house = foundHouse(await tx.manager.findOneBy(PrintHouse, { id: houseId }));
    const fingerprint = fingerprintOfKeys(keys);
    const [made] = await tx.rows<{ id: number }>(
      `INSERT INTO house_key (house_id, recipient, signing_key, fingerprint, state, added_by) VALUES ($1, $2, $3, $4, 'waiting', $5)
       ON CONFLICT ON CONSTRAINT house_key_recipient_once DO NOTHING RETURNING id`,
      [houseId, keys.recipient, keys.signingKey, fingerprint, staffId],
    );
    const key =
      made === undefined
        ? await waitingTwin(tx, houseId, keys.recipient, fingerprint)
        : foundKey(await tx.manager.findOneBy(HouseKey, { id: made.id }));
    const detail = {
      house: house.name,
      contact: house.contact,
      recipient: key.recipient,
      fingerprint: fingerprintGroups(fingerprint),
    };
    const asked = { kind: HOUSE_KEY_APPROVAL, subject: subjectOf(key.id), requestHash: fingerprint };
    await askApproval(tx, { ...asked, votesNeeded: 2, requestedBy: staffId, role: 'approver', detail });
    await recordAudit(tx, { actor: staffActor(staffId), action: 'house_key.add', subject: subjectOf(key.id), detail });
    return key;
  }

  /** One of two votes for a key, or the one that rejects it. */
  async decideKey({ keyId, staffId, decision, reason }: KeyDecision): Promise<HouseKey> {
    return this.transactions.run(async (tx) => {
      const key = await lockKey(tx, keyId);
      if (key.state !== 'waiting') throw new Problem('house_key.wrong_state', `The key is ${key.state}.`);
      const asked = { kind: HOUSE_KEY_APPROVAL, subject: subjectOf(keyId), requestHash: key.fingerprint };
      const why = reason === undefined ? {} : { reason };
      const { complete } = await decideApproval(tx, { ...asked, decidedBy: staffId, decision, ...why });
      if (complete) await moveKey(tx, key, decision === 'approved' ? 'confirmed' : 'rejected');
      await recordAudit(tx, {
        actor: staffActor(staffId),
        action: decision === 'approved' ? 'house_key.confirm' : 'house_key.reject',
        subject: subjectOf(keyId),
        detail: { fingerprint: fingerprintGroups(key.fingerprint), complete, ...why },
      });
      return foundKey(await tx.manager.findOneBy(HouseKey, { id: keyId }));
    });
  }

  /** From now on nothing is encrypted to it. Papers of bundles that it opened are still taken. */
  async retireKey(
    tx: EntityTx,
    { houseId, keyId, staffId }: { readonly houseId: number; readonly keyId: number; readonly staffId: string },
  ): Promise<HouseKey> {
    const key = await lockKey(tx, keyId);
    if (key.houseId !== houseId) throw new Problem('house_key.not_found');
    if (key.state !== 'confirmed') throw new Problem('house_key.wrong_state', `The key is ${key.state}.`);
    await moveKey(tx, key, 'retired');
    await recordAudit(tx, { actor: staffActor(staffId), action: 'house_key.retire', subject: subjectOf(keyId) });
    return foundKey(await tx.manager.findOneBy(HouseKey, { id: keyId }));
  }

  /** A key that bundles may be encrypted to; it can't be retired until the transaction ends. */
  async confirmedKey(tx: EntityTx, id: number): Promise<ConfirmedKey> {
    const key = foundKey(await tx.manager.findOne(HouseKey, { where: { id }, lock: { mode: 'pessimistic_read' } }));
    if (key.state !== 'confirmed') throw new Problem('house_key.not_confirmed', whyNot(key.state));
    const { name } = foundHouse(await tx.manager.findOneBy(PrintHouse, { id: key.houseId }));
    return { id, recipient: key.recipient, fingerprint: key.fingerprint, houseName: name };
  }
}

/** The key sent before, if it still waits: its question may have run out. */
async function waitingTwin(tx: EntityTx, houseId: number, recipient: string, fingerprint: Buffer): Promise<HouseKey> {
  const key = foundKey(await tx.manager.findOneBy(HouseKey, { recipient }));
  if (key.state === 'waiting' && key.houseId === houseId && key.fingerprint.equals(fingerprint)) return key;
  throw new Problem('house_key.invalid', 'This recipient was added before. A new key is a new pair.');
}

async function lockKey(tx: EntityTx, id: number): Promise<HouseKey> {
  return foundKey(await tx.manager.findOne(HouseKey, { where: { id }, lock: { mode: 'pessimistic_write' } }));
}

async function moveKey(tx: EntityTx, { id }: HouseKey, state: HouseKeyState): Promise<void> {
  const confirmedAt = state === 'confirmed' ? { confirmedAt: () => 'now()' } : {};
  await tx.manager.update(HouseKey, { id }, { state, ...confirmedAt });
}

function whyNot(state: HouseKeyState): string {
  if (state === 'waiting') return 'Two others must compare the key’s fingerprint with the house first.';
  return `The key is ${state}: take another one of the house.`;
}

function foundHouse(house: PrintHouse | null): PrintHouse {
  if (house === null) throw new Problem('print_house.not_found');
  return house;
}

function foundKey(key: HouseKey | null): HouseKey {
  if (key === null) throw new Problem('house_key.not_found');
  return key;
}

function subjectOf(keyId: number): string {
  return `house_key:${keyId}`;
}
