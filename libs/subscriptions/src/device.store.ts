import type { Tx } from '#lib/database';
import type { LocalDate } from '#lib/kernel';
import type { GrantKind } from './device-grant.entity.js';
import type { DeviceTime } from './device-time.js';

export interface DeviceFacts {
  readonly id: bigint;
  readonly number: string;
  readonly plan: string;
  readonly zone: string;
  readonly accountId: string | null;
  /** Absent for a device that never ran. */
  readonly time: DeviceTime | undefined;
}

interface DeviceRow {
  id: string;
  number: string;
  plan: string;
  zone: string;
  account_id: string | null;
  anchor: string | null;
  anchor_months: number;
  paid_through: string | null;
}

const COLUMNS =
  'id, number, plan, zone, account_id, anchor::text AS anchor, anchor_months, paid_through::text AS paid_through';

function toFacts(row: DeviceRow): DeviceFacts {
  const { anchor, anchor_months: anchorMonths, paid_through: paidThrough } = row;
  return {
    id: BigInt(row.id),
    number: row.number,
    plan: row.plan,
    zone: row.zone,
    accountId: row.account_id,
    time: anchor === null || paidThrough === null ? undefined : { anchor, anchorMonths, paidThrough },
  };
}

/** Locks devices, always after cards and in the order of their ids. An unknown number is left out. */
export async function lockDevices(tx: Tx, numbers: readonly string[]): Promise<DeviceFacts[]> {
  const rows = await tx.rows<DeviceRow>(
    `SELECT ${COLUMNS} FROM device WHERE number = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE`,
    [numbers],
  );
  return rows.map(toFacts);
}

export async function readDevices(tx: Tx, numbers: readonly string[]): Promise<DeviceFacts[]> {
  const rows = await tx.rows<DeviceRow>(`SELECT ${COLUMNS} FROM device WHERE number = ANY($1::text[])`, [numbers]);
  return rows.map(toFacts);
}

/** Time given to a device by one card, or by the way it came to us. */
export interface Grant extends DeviceTime {
  readonly deviceId: bigint;
  readonly kind: GrantKind;
  readonly source: string;
  readonly months: number;
  readonly days: number;
  readonly grantedOn: LocalDate;
}

/** Writes grants in order and moves each locked device to the end of its last one, in two statements. */
export function writeGrants(tx: Tx, grants: readonly Grant[]): Promise<unknown>[] {
  if (grants.length === 0) return [];
  const last = new Map(grants.map((grant) => [grant.deviceId, grant]));
  return [insertGrants(tx, grants), moveDevices(tx, [...last.values()])];
}

async function insertGrants(tx: Tx, grants: readonly Grant[]): Promise<void> {
  await tx.rows(
    `INSERT INTO device_grant (device_id, kind, source, months, days, granted_on, anchor, anchor_months, through)
     SELECT device_id, kind, source, months, days, granted_on, anchor, anchor_months, through
       FROM unnest($1::bigint[], $2::text[], $3::uuid[], $4::int[], $5::int[], $6::date[], $7::date[], $8::int[], $9::date[])
            WITH ORDINALITY AS g (device_id, kind, source, months, days, granted_on, anchor, anchor_months, through, n) ORDER BY n`,
    [
      grants.map(({ deviceId }) => String(deviceId)),
      grants.map(({ kind }) => kind),
      grants.map(({ source }) => source),
      grants.map(({ months }) => months),
      grants.map(({ days }) => days),
      grants.map(({ grantedOn }) => grantedOn),
      grants.map(({ anchor }) => anchor),
      grants.map(({ anchorMonths }) => anchorMonths),
      grants.map(({ paidThrough }) => paidThrough),
    ],
  );
}

async function moveDevices(tx: Tx, ends: readonly Grant[]): Promise<void> {
  await tx.rows(
    `WITH moved AS (
       UPDATE device SET anchor = e.anchor, anchor_months = e.anchor_months, paid_through = e.through
         FROM unnest($1::bigint[], $2::date[], $3::int[], $4::date[]) AS e (id, anchor, anchor_months, through)
        WHERE device.id = e.id RETURNING 1)
     SELECT expect_rows((SELECT count(*) FROM moved), $5, 'devices moved')`,
    [
      ends.map(({ deviceId }) => String(deviceId)),
      ends.map(({ anchor }) => anchor),
      ends.map(({ anchorMonths }) => anchorMonths),
      ends.map(({ paidThrough }) => paidThrough),
      ends.length,
    ],
  );
}
