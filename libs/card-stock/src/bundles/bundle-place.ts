import { join } from 'node:path';
import { sheetFolder } from '#lib/cards';
import { BUNDLES_QUEUE, type StagedJob } from '#lib/queue';
import type { Config } from '#lib/runtime';

/** Where a bundle's age file lies until it is downloaded: beside the sheets, in the folder that the seal removes. */
export function agePath(
  { sheetsDir }: Config,
  { id, batchId }: { readonly id: string; readonly batchId: number },
): string {
  return join(sheetFolder(sheetsDir, batchId), `${id}.age`);
}

export function makeJob(bundleId: string): StagedJob<typeof BUNDLES_QUEUE> {
  return { queue: BUNDLES_QUEUE, name: 'make', jobId: `bundle-${bundleId}`, data: { bundleId } };
}
