import { invariant } from '#lib/kernel';

/** One line of a till's day: a sale, or what undid it. */
export interface DayLine {
  readonly type: 'S' | 'R' | 'V';
  readonly key: string;
  readonly serial: string;
  /** GTIN-14. */
  readonly gtin: string;
  readonly storeId: string;
  readonly terminalId: string;
  readonly receipt: string;
  /** The store's own time, `20261123180411`. */
  readonly localTime: string;
  /** Minor units, of the price; positive whatever the type. */
  readonly faceMinor: number;
  readonly commissionMinor: number;
}

export interface DayHeader {
  readonly retailer: string;
  /** `20261123` */
  readonly day: string;
  readonly sequence: number;
  readonly currency: string;
}

/** What the last line says of all the others. */
export interface DayTrailer {
  readonly lines: number;
  readonly netMinor: number;
  /** Sum of the serials' digits 9 to 15. */
  readonly hash: number;
}

/** The fixed-width sales file of a day (domain §2): header, a line for each sale and each undoing, trailer. */
export function dayFile(header: DayHeader, lines: readonly DayLine[]): string {
  return [headerLine(header), ...lines.map(dataLine), trailerLine(trailerOf(lines))]
    .map((line) => `${line}\n`)
    .join('');
}

export function trailerOf(lines: readonly Pick<DayLine, 'type' | 'serial' | 'faceMinor'>[]): DayTrailer {
  return {
    lines: lines.length,
    netMinor: lines.reduce((sum, { type, faceMinor }) => sum + (type === 'S' ? faceMinor : -faceMinor), 0),
    hash: lines.reduce((sum, { serial }) => sum + Number(serial.slice(8, 15)), 0),
  };
}

/** The trailer as it stands in a file, and what its lines come to: a reader of the file believes neither alone. */
export function readDayFile(file: string): { readonly told: DayTrailer; readonly counted: DayTrailer } {
  const rows = file.split('\n');
  const trailer = /^T(\d{8})([+-])(\d{12})(\d{16})$/.exec(rows.at(-2) ?? '');
  invariant(trailer !== null && rows.at(-1) === '', 'a day file ends with its trailer');
  const lines = rows
    .filter((row) => row.startsWith('D'))
    .map((row) => ({
      type: row.slice(62, 63) as DayLine['type'],
      serial: row.slice(46, 62),
      faceMinor: Number(row.slice(64, 73)),
    }));
  const net = Number(trailer[3]) * (trailer[2] === '-' ? -1 : 1);
  return { told: { lines: Number(trailer[1]), netMinor: net, hash: Number(trailer[4]) }, counted: trailerOf(lines) };
}

function headerLine({ retailer, day, sequence, currency }: DayHeader): string {
  const name = retailer
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 8);
  return `H${name.padEnd(8)}${day}${digits(sequence, 6)}${currency}`;
}

function dataLine(line: DayLine): string {
  return [
    'D',
    digits(line.storeId, 5),
    digits(line.terminalId, 3),
    text(line.receipt, 9),
    line.localTime,
    line.gtin,
    line.serial,
    line.type,
    line.type === 'S' ? '+' : '-',
    digits(line.faceMinor, 9),
    digits(line.commissionMinor, 9),
    text(line.key, 12),
  ].join('');
}

function trailerLine({ lines, netMinor, hash }: DayTrailer): string {
  return `T${digits(lines, 8)}${netMinor < 0 ? '-' : '+'}${digits(Math.abs(netMinor), 12)}${digits(hash, 16)}`;
}

function digits(value: number | string, width: number): string {
  const found = String(value).padStart(width, '0');
  invariant(found.length === width && /^\d+$/.test(found), `${value} is no number of ${width} digits`);
  return found;
}

function text(value: string, width: number): string {
  invariant(value.length <= width && /^[\x20-\x7e]*$/.test(value), `${value} does not fit ${width} places`);
  return value.padEnd(width);
}
