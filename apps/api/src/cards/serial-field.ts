import { type CardRange, readSerial } from '#lib/cards';
import { invalidFields } from '#lib/http';
import { Problem } from '#lib/kernel';

/** The card that a serial in a field or a path names. */
export function cardIn(serial: string, pointer: string): bigint {
  const reading = readSerial(serial);
  if (reading.kind === 'serial') return reading.id;
  if (reading.kind === 'check_digit') throw new Problem('serial.check_digit');
  throw invalidFields([{ pointer, detail: `${pointer.slice(1)} must be a serial of 16 digits`, code: 'serial' }]);
}

/** The range that a body’s `firstSerial` and `lastSerial` name. */
export function cardsBetween(firstSerial: string, lastSerial: string): CardRange {
  return { firstCard: cardIn(firstSerial, '/firstSerial'), lastCard: cardIn(lastSerial, '/lastSerial') };
}
