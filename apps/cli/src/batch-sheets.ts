import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from './api-client.js';
import { refused } from './exit.js';
import { untilSignal } from './interrupt.js';
import { type SheetView, type SheetsAskedView, batchPath } from './office-views.js';
import { openProgress } from './progress.js';
import type { Shell } from './shell.js';

const LOOK_EVERY_MS = 500;
const MIB = 1024 * 1024;

export interface SavedSheets {
  readonly id: string;
  readonly file: string;
  readonly bytes: number;
}

/** Asks for the sheets, waits until they are drawn, and saves them: one PDF, or several of a large batch. */
export async function saveSheets(
  office: ApiClient,
  shell: Shell,
  batchId: string,
  out: string,
): Promise<readonly SavedSheets[]> {
  const { id, files = [id] } = await office.post<SheetsAskedView>(`${batchPath(batchId)}/sheets`, {});
  const left = files.length === 1 ? 'nothing was saved' : 'files that were saved stay, the one under way does not';
  return untilSignal(async (signal) => {
    const saved: SavedSheets[] = [];
    for (const [n, sheetId] of files.entries()) {
      const part = new SheetFile(office, shell, `${batchPath(batchId)}/sheets/${encodeURIComponent(sheetId)}`, signal);
      const file = fileOf(out, n + 1, files.length);
      saved.push({ id: sheetId, file, bytes: await part.save(file, partOf(n + 1, files.length)) });
    }
    return saved;
  }, left);
}

/** `a.pdf`; of several `a-01-of-12.pdf`, which sort as their cards do. */
export function fileOf(out: string, part: number, parts: number): string {
  if (parts === 1) return out;
  const [, stem, ending] = /^(.*?)(\.[^./]*)?$/s.exec(out)!;
  return `${stem}-${String(part).padStart(String(parts).length, '0')}-of-${parts}${ending ?? ''}`;
}

function partOf(part: number, parts: number): string {
  return parts === 1 ? '' : ` ${part}/${parts}`;
}

/** One file of the sheets that were asked for. */
class SheetFile {
  constructor(
    private readonly office: ApiClient,
    private readonly shell: Shell,
    private readonly path: string,
    private readonly signal: AbortSignal,
  ) {}

  async save(file: string, part: string): Promise<number> {
    const ready = await this.drawn(part);
    const bar = await openProgress(this.shell, { what: `downloading${part}`, unit: 'MiB' });
    try {
      const total = Math.ceil((ready.bytes ?? 0) / MIB);
      const onBytes = (now: number): void => bar.at(Math.ceil(now / MIB), total);
      return await this.office.download(`${this.path}.pdf`, file, this.signal, onBytes);
    } finally {
      bar.end();
    }
  }

  private async drawn(part: string): Promise<SheetView> {
    const bar = await openProgress(this.shell, { what: `drawing sheets${part}`, unit: 'cards' });
    try {
      for (;;) {
        const sheet = await this.office.get<SheetView>(this.path);
        bar.at(sheet.done, sheet.cards);
        if (sheet.state === 'ready') return sheet;
        if (sheet.state !== 'making')
          throw refused(`sheet.${sheet.state}`, sheet.reason ?? 'the sheets were not made', sheet);
        await delay(LOOK_EVERY_MS, undefined, { signal: this.signal });
      }
    } finally {
      bar.end();
    }
  }
}
