import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from './api-client.js';
import { refused } from './exit.js';
import { untilSignal } from './interrupt.js';
import { type SheetView, batchPath } from './office-views.js';
import { openProgress } from './progress.js';
import type { Shell } from './shell.js';

const LOOK_EVERY_MS = 500;
const MIB = 1024 * 1024;

export interface SavedSheets {
  readonly id: string;
  readonly file: string;
  readonly bytes: number;
}

/** Asks for the sheets, waits until they are drawn, and saves the PDF. */
export async function saveSheets(
  office: ApiClient,
  shell: Shell,
  batchId: string,
  body: object,
  file: string,
): Promise<SavedSheets> {
  const asked = await office.post<SheetView>(`${batchPath(batchId)}/sheets`, body);
  const path = `${batchPath(batchId)}/sheets/${encodeURIComponent(asked.id)}`;
  return untilSignal(async (signal) => {
    const ready = await drawn(office, shell, path, signal);
    const bar = await openProgress(shell, { what: 'downloading', unit: 'MiB' });
    try {
      const total = Math.ceil((ready.bytes ?? 0) / MIB);
      const bytes = await office.download(`${path}.pdf`, file, signal, (now) => bar.at(Math.ceil(now / MIB), total));
      return { id: asked.id, file, bytes };
    } finally {
      bar.end();
    }
  }, 'nothing was saved');
}

async function drawn(office: ApiClient, shell: Shell, path: string, signal: AbortSignal): Promise<SheetView> {
  const bar = await openProgress(shell, { what: 'drawing sheets', unit: 'cards' });
  try {
    for (;;) {
      const sheet = await office.get<SheetView>(path);
      bar.at(sheet.done, sheet.cards);
      if (sheet.state === 'ready') return sheet;
      if (sheet.state !== 'making')
        throw refused(`sheet.${sheet.state}`, sheet.reason ?? 'the sheets were not made', sheet);
      await delay(LOOK_EVERY_MS, undefined, { signal });
    }
  } finally {
    bar.end();
  }
}
