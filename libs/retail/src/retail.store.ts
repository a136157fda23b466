import type { Tx } from '#lib/database';
import type { TerminalIdentity } from '#lib/http';
import type { Receiving } from './retailer.entity.js';

export interface RetailerFacts {
  readonly id: number;
  readonly name: string;
  readonly receiving: Receiving;
  readonly commissionBp: number;
  readonly clawBack: boolean;
  readonly cutOffMinutes: number;
  readonly creditLimitMinor: bigint | null;
  readonly sellsInBursts: boolean;
  /** ISO 4217; what its credit is agreed in. */
  readonly currency: string;
  readonly sandbox: boolean;
  readonly createdAt: Date;
}
type Unsaid = 'currency' | 'sandbox';
/** Sells in dollars and in earnest unless it says otherwise. */
export type NewRetailer = Omit<RetailerFacts, 'id' | 'createdAt' | Unsaid> & Partial<Pick<RetailerFacts, Unsaid>>;

export interface StoreFacts {
  readonly id: number;
  readonly retailerId: number;
  readonly name: string;
  readonly address: string;
  readonly zone: string;
  /** Where its taxes are; empty: none are told. */
  readonly jurisdiction: string;
  /** Whom a customer calls; empty: nobody. */
  readonly helpPhone: string;
  readonly createdAt: Date;
}
type Optional = 'jurisdiction' | 'helpPhone';
export type NewStore = Omit<StoreFacts, 'id' | 'createdAt' | Optional> & Partial<Pick<StoreFacts, Optional>>;

export interface KeyFacts {
  readonly keyId: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}
export interface TerminalFacts {
  readonly id: number;
  readonly storeId: number;
  readonly name: string;
  readonly createdAt: Date;
  /** Nothing that it sends is heard any more. */
  readonly revokedAt: Date | null;
  readonly keys: readonly KeyFacts[];
}

/** A part of a list: what follows the row with that id. */
export interface Slice {
  readonly afterId: number;
  readonly rowsMax: number;
}

interface RetailerRow {
  id: number;
  name: string;
  receiving: Receiving;
  commission_bp: number;
  claw_back: boolean;
  cut_off_minutes: number;
  credit_limit_minor: string | null;
  sells_in_bursts: boolean;
  currency: string;
  sandbox: boolean;
  created_at: Date;
}

function toRetailer(row: RetailerRow): RetailerFacts {
  return {
    id: row.id,
    name: row.name,
    receiving: row.receiving,
    commissionBp: row.commission_bp,
    clawBack: row.claw_back,
    cutOffMinutes: row.cut_off_minutes,
    creditLimitMinor: row.credit_limit_minor === null ? null : BigInt(row.credit_limit_minor),
    sellsInBursts: row.sells_in_bursts,
    currency: row.currency,
    sandbox: row.sandbox,
    createdAt: row.created_at,
  };
}

/** `undefined` when the name is taken. */
export async function insertRetailer(tx: Tx, retailer: NewRetailer): Promise<RetailerFacts | undefined> {
  const [row] = await tx.rows<RetailerRow>(
    `INSERT INTO retailer (name, receiving, commission_bp, claw_back, cut_off_minutes, credit_limit_minor, sells_in_bursts,
       currency, sandbox)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (name) DO NOTHING RETURNING *`,
    [
      retailer.name,
      retailer.receiving,
      retailer.commissionBp,
      retailer.clawBack,
      retailer.cutOffMinutes,
      retailer.creditLimitMinor === null ? null : String(retailer.creditLimitMinor),
      retailer.sellsInBursts,
      retailer.currency ?? 'USD',
      retailer.sandbox ?? false,
    ],
  );
  return row === undefined ? undefined : toRetailer(row);
}

export async function readRetailers(tx: Tx, { afterId, rowsMax }: Slice): Promise<RetailerFacts[]> {
  const rows = await tx.rows<RetailerRow>('SELECT * FROM retailer WHERE id > $1 ORDER BY id LIMIT $2', [
    afterId,
    rowsMax,
  ]);
  return rows.map(toRetailer);
}

export async function readRetailer(tx: Tx, id: number): Promise<RetailerFacts | undefined> {
  const [row] = await tx.rows<RetailerRow>('SELECT * FROM retailer WHERE id = $1', [id]);
  return row === undefined ? undefined : toRetailer(row);
}

/** The limit before; `undefined`: no such retailer. */
export async function updateCreditLimit(
  tx: Tx,
  id: number,
  limitMinor: bigint | null,
): Promise<{ readonly beforeMinor: bigint | null } | undefined> {
  const [row] = await tx.rows<{ before: string | null }>(
    `UPDATE retailer r SET credit_limit_minor = $2 FROM (SELECT id, credit_limit_minor AS before FROM retailer WHERE id = $1 FOR NO KEY UPDATE) b
      WHERE r.id = b.id RETURNING b.before`,
    [id, limitMinor === null ? null : String(limitMinor)],
  );
  return row === undefined ? undefined : { beforeMinor: row.before === null ? null : BigInt(row.before) };
}

export async function retailerExists(tx: Tx, id: number): Promise<boolean> {
  return (await tx.rows('SELECT id FROM retailer WHERE id = $1', [id])).length === 1;
}

interface StoreRow {
  id: number;
  retailer_id: number;
  name: string;
  address: string;
  zone: string;
  jurisdiction: string;
  help_phone: string;
  created_at: Date;
}

function toStore({ retailer_id, help_phone, created_at, ...row }: StoreRow): StoreFacts {
  const { id, name, address, zone, jurisdiction } = row;
  return {
    id,
    retailerId: retailer_id,
    name,
    address,
    zone,
    jurisdiction,
    helpPhone: help_phone,
    createdAt: created_at,
  };
}

/** `undefined` when the retailer has a store of that name. */
export async function insertStore(tx: Tx, store: NewStore): Promise<StoreFacts | undefined> {
  const [row] = await tx.rows<StoreRow>(
    `INSERT INTO store (retailer_id, name, address, zone, jurisdiction, help_phone) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (retailer_id, name) DO NOTHING RETURNING *`,
    [store.retailerId, store.name, store.address, store.zone, store.jurisdiction ?? '', store.helpPhone ?? ''],
  );
  return row === undefined ? undefined : toStore(row);
}

export async function readStores(tx: Tx, { afterId, rowsMax }: Slice, retailerId?: number): Promise<StoreFacts[]> {
  const rows = await tx.rows<StoreRow>(
    'SELECT * FROM store WHERE id > $1 AND ($3::int IS NULL OR retailer_id = $3) ORDER BY id LIMIT $2',
    [afterId, rowsMax, retailerId ?? null],
  );
  return rows.map(toStore);
}

/** What may be corrected of a shop; what is absent stays. */
export type StoreDetails = Partial<Pick<StoreFacts, 'address' | 'jurisdiction' | 'helpPhone'>>;

/** `undefined`: no such store. */
export async function updateStore(
  tx: Tx,
  id: number,
  { address, jurisdiction, helpPhone }: StoreDetails,
): Promise<StoreFacts | undefined> {
  const [row] = await tx.rows<StoreRow>(
    `UPDATE store SET address = coalesce($2, address), jurisdiction = coalesce($3, jurisdiction),
            help_phone = coalesce($4, help_phone) WHERE id = $1 RETURNING *`,
    [id, address ?? null, jurisdiction ?? null, helpPhone ?? null],
  );
  return row === undefined ? undefined : toStore(row);
}

export async function readStore(tx: Tx, id: number): Promise<StoreFacts | undefined> {
  const [row] = await tx.rows<StoreRow>('SELECT * FROM store WHERE id = $1', [id]);
  return row === undefined ? undefined : toStore(row);
}

interface TerminalRow {
  id: number;
  store_id: number;
  name: string;
  created_at: Date;
  revoked_at: Date | null;
}

/** `undefined` when the store has a terminal of that name. */
export async function insertTerminal(
  tx: Tx,
  terminal: { readonly storeId: number; readonly name: string },
): Promise<Omit<TerminalFacts, 'keys'> | undefined> {
  const [row] = await tx.rows<TerminalRow>(
    'INSERT INTO terminal (store_id, name) VALUES ($1, $2) ON CONFLICT (store_id, name) DO NOTHING RETURNING *',
    [terminal.storeId, terminal.name],
  );
  return row === undefined
    ? undefined
    : { id: row.id, storeId: row.store_id, name: row.name, createdAt: row.created_at, revokedAt: null };
}

/** Known and not revoked. */
export async function terminalIsLive(tx: Tx, id: number): Promise<boolean> {
  return (await tx.rows('SELECT id FROM terminal WHERE id = $1 AND revoked_at IS NULL', [id])).length === 1;
}

/** A terminal that was ended, now or before. */
export interface EndedTerminal {
  readonly storeId: number;
  readonly retailerId: number;
  readonly revokedAt: Date;
  /** It lived until now. */
  readonly isNew: boolean;
  /** All keys that it ever had. */
  readonly keyIds: readonly string[];
}

/** Ends a terminal and its keys; `undefined`: there is none. A sale that is under way does not wait for this row. */
export async function endTerminal(tx: Tx, id: number): Promise<EndedTerminal | undefined> {
  const now = await tx.rows(
    'UPDATE terminal SET revoked_at = clock_timestamp() WHERE id = $1 AND revoked_at IS NULL RETURNING id',
    [id],
  );
  const [row] = await tx.rows<{ store_id: number; retailer_id: number; revoked_at: Date }>(
    'SELECT t.store_id, s.retailer_id, t.revoked_at FROM terminal t JOIN store s ON s.id = t.store_id WHERE t.id = $1',
    [id],
  );
  if (row === undefined) return undefined;
  const keys = await tx.rows<{ key_id: string }>(
    'UPDATE terminal_key SET revoked_at = coalesce(revoked_at, $2) WHERE terminal_id = $1 RETURNING key_id',
    [id, row.revoked_at],
  );
  return {
    storeId: row.store_id,
    retailerId: row.retailer_id,
    revokedAt: row.revoked_at,
    isNew: now.length === 1,
    keyIds: keys.map(({ key_id: keyId }) => keyId),
  };
}

/** `undefined` when the key id is taken. */
export async function insertKey(
  tx: Tx,
  key: { readonly keyId: string; readonly terminalId: number; readonly publicKey: Buffer },
): Promise<KeyFacts | undefined> {
  const [row] = await tx.rows<{ created_at: Date }>(
    `INSERT INTO terminal_key (key_id, terminal_id, public_key) VALUES ($1, $2, $3)
     ON CONFLICT (key_id) DO NOTHING RETURNING created_at`,
    [key.keyId, key.terminalId, key.publicKey],
  );
  return row === undefined ? undefined : { keyId: key.keyId, createdAt: row.created_at, revokedAt: null };
}

/** `undefined`: the terminal has no such key. Revoked before stays as it was. */
export async function revokeKey(tx: Tx, terminalId: number, keyId: string): Promise<KeyFacts | undefined> {
  const [row] = await tx.rows<{ created_at: Date; revoked_at: Date }>(
    `UPDATE terminal_key SET revoked_at = COALESCE(revoked_at, now()) WHERE key_id = $1 AND terminal_id = $2
     RETURNING created_at, revoked_at`,
    [keyId, terminalId],
  );
  return row === undefined ? undefined : { keyId, createdAt: row.created_at, revokedAt: row.revoked_at };
}

export async function readTerminals(tx: Tx, { afterId, rowsMax }: Slice, storeId?: number): Promise<TerminalFacts[]> {
  const rows = await tx.rows<TerminalRow>(
    'SELECT * FROM terminal WHERE id > $1 AND ($3::int IS NULL OR store_id = $3) ORDER BY id LIMIT $2',
    [afterId, rowsMax, storeId ?? null],
  );
  const keys = await tx.rows<{ terminal_id: number; key_id: string; created_at: Date; revoked_at: Date | null }>(
    'SELECT terminal_id, key_id, created_at, revoked_at FROM terminal_key WHERE terminal_id = ANY($1::int[]) ORDER BY created_at',
    [rows.map(({ id }) => id)],
  );
  return rows.map(({ id, store_id, name, created_at, revoked_at }) => ({
    revokedAt: revoked_at,
    id,
    storeId: store_id,
    name,
    createdAt: created_at,
    keys: keys
      .filter(({ terminal_id }) => terminal_id === id)
      .map((key) => ({ keyId: key.key_id, createdAt: key.created_at, revokedAt: key.revoked_at })),
  }));
}

/** Everything a request of this key is served with; `undefined` of an unknown or revoked key. */
export async function readIdentity(
  tx: Tx,
  keyId: string,
): Promise<{ readonly spki: Buffer; readonly terminal: TerminalIdentity } | undefined> {
  const [row] = await tx.rows<{
    public_key: Buffer;
    terminal_id: number;
    store_id: number;
    retailer_id: number;
    zone: string;
    cut_off_minutes: number;
    commission_bp: number;
    receiving: Receiving;
    claw_back: boolean;
    currency: string;
    credit_limited: boolean;
    sells_in_bursts: boolean;
    sandbox: boolean;
  }>(
    `SELECT k.public_key, t.id AS terminal_id, s.id AS store_id, s.zone,
            r.id AS retailer_id, r.cut_off_minutes, r.commission_bp, r.receiving, r.claw_back,
            r.currency, r.credit_limit_minor IS NOT NULL AS credit_limited, r.sells_in_bursts, r.sandbox
       FROM terminal_key k JOIN terminal t ON t.id = k.terminal_id JOIN store s ON s.id = t.store_id
       JOIN retailer r ON r.id = s.retailer_id
      WHERE k.key_id = $1 AND k.revoked_at IS NULL AND t.revoked_at IS NULL`,
    [keyId],
  );
  if (row === undefined) return undefined;
  const terminal = {
    terminalId: row.terminal_id,
    keyId,
    storeId: row.store_id,
    retailerId: row.retailer_id,
    zone: row.zone,
    cutOffMinutes: row.cut_off_minutes,
    commissionBp: row.commission_bp,
    receiving: row.receiving,
    clawBack: row.claw_back,
    currency: row.currency,
    creditLimited: row.credit_limited,
    sellsInBursts: row.sells_in_bursts,
    sandbox: row.sandbox,
  };
  return { spki: row.public_key, terminal };
}

/** Whose stores these are. */
export async function retailersOfStores(tx: Tx, storeIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const rows = await tx.rows<{ id: number; retailer_id: number }>(
    'SELECT id, retailer_id FROM store WHERE id = ANY($1::int[])',
    [storeIds],
  );
  return new Map(rows.map((row) => [row.id, row.retailer_id]));
}
