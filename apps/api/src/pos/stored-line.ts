import type { SellCard } from '#lib/activation';
import { fieldErrors, invalidFields } from '#lib/http';
import { Problem } from '#lib/kernel';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { scannedCard } from './scanned.js';
import { KEY_SHAPE, StoredLineDto } from './stored.dto.js';

/** A line as a sale, or why it can't be read: whatever the till made of it, cash was taken. */
export type ReadLine =
  | { readonly key: string; readonly sale: Omit<SellCard, 'kind' | 'till' | 'stored'> }
  | { readonly key: string; readonly problem: Problem; readonly claim: Claim };

/** What a line that can't be read says for itself. */
export interface Claim {
  readonly code: string;
  readonly amountMinor?: number;
}

const RULES = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
} as const;
const SHOWN_MAX = 64;

/** Each line is judged alone: one that is wrong harms no other. */
export function readLine(raw: unknown, index: number): ReadLine {
  const line = plainToInstance(StoredLineDto, typeof raw === 'object' && raw !== null ? raw : {});
  const errors = validateSync(line, RULES);
  try {
    if (errors.length > 0) throw invalidFields(fieldErrors(errors, `/lines/${index}`));
    const { key, code, amountMinor, currency, receipt, clerk, soldAt } = line;
    return {
      key,
      sale: {
        key,
        ...scannedCard(code, `/lines/${index}/code`),
        amountMinor: BigInt(amountMinor),
        currency,
        ...(receipt === undefined ? {} : { receipt }),
        ...(clerk === undefined ? {} : { clerk }),
        soldAt: new Date(soldAt),
      },
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { key: namedKey(line.key), problem: error, claim: claimIn(line) };
  }
}

/** Whole where it is one: the till finds its line by it. */
function namedKey(key: unknown): string {
  return typeof key === 'string' && KEY_SHAPE.test(key) ? key : shown(key);
}

function claimIn({ code, amountMinor }: Partial<StoredLineDto>): Claim {
  const amount = Number.isSafeInteger(amountMinor) && amountMinor! > 0 ? { amountMinor: amountMinor! } : {};
  return { code: shown(code), ...amount };
}

/** Of a text that may be anything, so much as can be shown. Digits that could be a PIN are not. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value.slice(0, SHOWN_MAX) : '';
  return text.replace(/[^\x20-\x7e]/g, '?').replace(/\d(?=\d{4})/g, '\u2022');
}
