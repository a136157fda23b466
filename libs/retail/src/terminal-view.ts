import { Injectable } from '@nestjs/common';
import { Transactions, databaseNow } from '#lib/database';
import { Problem } from '#lib/kernel';
import type { Receiving } from './retailer.entity.js';
import { type CurrentShift, currentShift } from './drawer.js';

/** What a till may sell while nobody answers (risks §5: at most 20 cards; a day old at most). */
export const OFFLINE_FLOOR = { cards: 20, hours: 24, amountMinor: 100_000 } as const;
const CLERKS_MAX = 100;

/** What a till must know to work a day, and keeps for hours without a line. */
export interface TerminalView {
  readonly id: number;
  readonly name: string;
  readonly store: {
    readonly id: number;
    readonly name: string;
    readonly address: string;
    readonly zone: string;
    readonly helpPhone: string;
  };
  readonly retailer: { readonly name: string; readonly currency: string; readonly receiving: Receiving };
  readonly clerks: readonly {
    readonly code: string;
    readonly name: string;
    readonly supervisor: boolean;
    readonly suspended: boolean;
  }[];
  readonly offline: { readonly cards: number; readonly hours: number; readonly amountMinor: number };
  readonly shift: CurrentShift | null;
  readonly now: Date;
}

interface PlaceRow {
  name: string;
  store_id: number;
  store_name: string;
  address: string;
  zone: string;
  help_phone: string;
  retailer: string;
  currency: string;
  receiving: Receiving;
}

@Injectable()
export class TerminalViews {
  constructor(private readonly transactions: Transactions) {}

  async of(terminalId: number): Promise<TerminalView> {
    return this.transactions.run(async (tx) => {
      const [row] = await tx.rows<PlaceRow>(
        `SELECT t.name, s.id AS store_id, s.name AS store_name, s.address, s.zone, s.help_phone, r.name AS retailer, r.currency, r.receiving
           FROM terminal t JOIN store s ON s.id = t.store_id JOIN retailer r ON r.id = s.retailer_id WHERE t.id = $1`,
        [terminalId],
      );
      if (row === undefined) throw new Problem('terminal.not_found');
      const clerks = await tx.rows<{ code: string; name: string; supervisor: boolean; suspended: boolean }>(
        `SELECT code, name, supervisor, suspended_at IS NOT NULL AS suspended FROM clerk
          WHERE store_id = $1 AND sign_in_hash IS NOT NULL ORDER BY name, id LIMIT ${CLERKS_MAX}`,
        [row.store_id],
      );
      return {
        id: terminalId,
        name: row.name,
        store: {
          id: row.store_id,
          name: row.store_name,
          address: row.address,
          zone: row.zone,
          helpPhone: row.help_phone,
        },
        retailer: { name: row.retailer, currency: row.currency, receiving: row.receiving },
        clerks,
        offline: OFFLINE_FLOOR,
        shift: (await currentShift(tx, terminalId)) ?? null,
        now: await databaseNow(tx),
      };
    });
  }
}
