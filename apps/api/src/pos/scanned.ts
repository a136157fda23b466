import { readScan, type ScanReading } from '#lib/cards';
import { invalidFields } from '#lib/http';
import { Problem } from '#lib/kernel';

/** The card that a till's `code` names, or the refusal that says what to scan instead. Asks no database. */
export function scannedCard(code: string, pointer = '/code'): { readonly cardId: bigint; readonly gtin?: string } {
  const reading = readScan(code);
  if (reading.kind !== 'card') throw refusalOf(reading.kind, pointer);
  return { cardId: reading.id, ...(reading.gtin === undefined ? {} : { gtin: reading.gtin }) };
}

function refusalOf(kind: Exclude<ScanReading['kind'], 'card'>, pointer: string): Problem {
  if (kind === 'check_digit') return new Problem('serial.check_digit');
  if (kind === 'gtin_only') return new Problem('scan.gtin_only');
  return invalidFields([
    { pointer, detail: `${pointer.slice(1)} must be a scan of the card or its 16-digit serial`, code: 'scan' },
  ]);
}
