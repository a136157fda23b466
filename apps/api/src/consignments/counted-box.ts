import { invalidFields } from '#lib/http';
import type { CountedBox } from '#lib/inventory';
import { cardIn } from '../cards/serial-field.js';
import { scannedCard } from '../pos/scanned.js';
import type { ReceiveDto } from './consignments.dto.js';

/** What a body says that was counted: two scans name the ends of the box, in whatever order they were made. */
export function countedBox({ scans, count, firstSerial, lastSerial, missing = [] }: ReceiveDto): CountedBox {
  const ends = scans === undefined ? namedEnds(firstSerial, lastSerial) : scannedEnds(scans);
  if (scans !== undefined && (firstSerial !== undefined || lastSerial !== undefined))
    throw invalidFields([
      { pointer: '/scans', detail: 'name the ends by scans or by serials, not by both', code: 'ends' },
    ]);
  if (scans === undefined && count === undefined)
    throw invalidFields([{ pointer: '/count', detail: 'count is needed where no scans are sent', code: 'is_int' }]);
  return {
    ...ends,
    ...(count === undefined ? {} : { count }),
    missing: missing.map((serial, i) => cardIn(serial, `/missing/${i}`)),
  };
}

type Ends = Pick<CountedBox, 'first' | 'last'>;

function namedEnds(first: string | undefined, last: string | undefined): Ends {
  return {
    ...(first === undefined ? {} : { first: cardIn(first, '/firstSerial') }),
    ...(last === undefined ? {} : { last: cardIn(last, '/lastSerial') }),
  };
}

function scannedEnds(scans: readonly string[]): Ends {
  const [a, b] = scans.map((scan, i) => scannedCard(scan, `/scans/${i}`).cardId) as [bigint, bigint];
  return a <= b ? { first: a, last: b } : { first: b, last: a };
}
