import { join } from 'node:path';

/** The six digits that people and paths call a batch by. */
export function batchNumber(batchId: number): string {
  return String(batchId).padStart(6, '0');
}

/** Where a batch's sheets lie, encrypted under its key, until the seal removes the folder. */
export function sheetFolder(sheetsDir: string, batchId: number): string {
  return join(sheetsDir, batchNumber(batchId));
}
