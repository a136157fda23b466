import { Injectable } from '@nestjs/common';
import { Transactions } from '#lib/database';
import { Problem, zonedTime } from '#lib/kernel';
import { Config } from '#lib/runtime';
import type { Till } from '../activation.types.js';
import { slipSerial } from './masked-serial.js';
import { SLIP_NOTICES, SLIP_STEPS } from './slip-texts.js';
import { type Print, type SlipRow, addPrint, readPrint, readSlip } from './slip.store.js';
import type { Slip } from './slip.types.js';

type AtTill = Pick<Till, 'terminalId'>;

/** More prints of one slip than this are nobody's need. */
const COPIES_MAX = 1_000;
const SHIFT_LETTERS = 6;

/** The slip of a sale, as the till prints it; every print is counted, and from the second on it says so. */
@Injectable()
export class SlipService {
  constructor(
    private readonly transactions: Transactions,
    private readonly config: Config,
  ) {}

  /** Counts one more copy. `tenderedMinor`: the cash that the customer gave, kept with the first. */
  async print({ terminalId }: AtTill, key: string, tenderedMinor?: bigint): Promise<Slip> {
    return this.transactions.run(async (tx) => {
      const row = await requireSlip(readSlip(tx, terminalId, key));
      if (tenderedMinor !== undefined && tenderedMinor < totalOf(row)) {
        throw new Problem('request.invalid', 'tenderedMinor is less than what was to pay.');
      }
      const last = await readPrint(tx, row.id);
      if (last !== undefined && last.copy >= COPIES_MAX)
        throw new Problem('rate.limited', 'The slip was printed often enough.');
      return this.slipOf(row, await addPrint(tx, row.id, tenderedMinor ?? null));
    });
  }

  /** As it would be printed, without counting; of a copy that was printed, that one. */
  async show({ terminalId }: AtTill, key: string, copy?: number): Promise<Slip> {
    return this.transactions.run(async (tx) => {
      const row = await requireSlip(readSlip(tx, terminalId, key));
      const print = await readPrint(tx, row.id, copy);
      if (copy !== undefined && print === undefined)
        throw new Problem('activation.not_found', 'No such copy was printed.');
      return this.slipOf(row, print ?? { copy: 0, tenderedMinor: null });
    });
  }

  private slipOf(row: SlipRow, { copy, tenderedMinor }: Print): Slip {
    const { zone } = row;
    const total = totalOf(row);
    const kind = row.state === 'active' ? 'sale' : row.state === 'voided' ? 'void' : 'reversed';
    return {
      kind,
      copy,
      duplicate: copy > 1,
      retailer: row.retailer,
      store: { name: row.store, address: row.address },
      terminal: row.terminal,
      clerk: row.clerk === null ? null : row.clerk_name === null ? row.clerk : `${row.clerk_name} (${row.clerk})`,
      shift: row.shift_id === null ? null : row.shift_id.replaceAll('-', '').slice(-SHIFT_LETTERS).toUpperCase(),
      receipt: row.receipt,
      key: row.key,
      at: zonedTime(row.stored ? (row.sold_at ?? row.activated_at) : row.activated_at, zone),
      product: row.product,
      months: row.months,
      currency: row.currency,
      priceMinor: Number(priceOf(row)),
      taxes: row.taxes ?? [],
      totalMinor: Number(total),
      tenderedMinor: tenderedMinor === null ? null : Number(tenderedMinor),
      changeMinor: tenderedMinor === null ? null : Number(tenderedMinor - total),
      serial: slipSerial(BigInt(row.card_id)),
      authorization: row.authorization_code,
      ended: row.ended_at === null ? null : { at: zonedTime(row.ended_at, zone), reason: row.ended_reason },
      redeemUrl: `${this.config.publicUrl.replace(/\/$/, '')}/redeem`,
      helpPhone: row.help_phone,
      steps: kind === 'sale' ? SLIP_STEPS : [],
      notices: kind === 'sale' ? SLIP_NOTICES : [],
    };
  }
}

async function requireSlip(found: Promise<SlipRow | undefined>): Promise<SlipRow> {
  const row = await found;
  if (row === undefined) throw new Problem('activation.not_found');
  return row;
}

function priceOf({ claimed_minor: claimed, amount_minor: amount }: SlipRow): bigint {
  return BigInt(claimed ?? amount);
}

function totalOf(row: SlipRow): bigint {
  return (row.taxes ?? []).reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), priceOf(row));
}
