import { readSerial } from '../parts/serials.js';

/** What a search or a scan names, as the page it opens; or why it names nothing. */
export type Found = { readonly path: string } | { readonly problem: string };

const BATCH = /^\d{1,6}$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const NUMBER = /^[\d\s-]+$/;

export function find(typed: string): Found {
  const text = typed.trim();
  if (BATCH.test(text)) return { path: `/batches/${text.padStart(6, '0')}` };
  if (UUID.test(text)) return { path: `/consignments/${text.toLowerCase()}` };
  const { serial, trouble } = readSerial(text);
  if (serial !== undefined) return { path: `/cards/${serial}` };
  if (NUMBER.test(text)) return { problem: trouble };
  return { problem: 'Type a serial (16 digits), a batch number (up to 6 digits) or a consignment’s id.' };
}
