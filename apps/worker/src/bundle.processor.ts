import { Processor } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { BundleMaker } from '#lib/card-stock';
import { BUNDLES_QUEUE, type BundleJob, WORKER_OPTIONS } from '#lib/queue';
import { PatientProcessor } from './patient.processor.js';

/** Carries jobs to the maker of bundles. */
@Injectable()
@Processor(BUNDLES_QUEUE, { ...WORKER_OPTIONS, concurrency: 1 })
export class BundleProcessor extends PatientProcessor<BundleJob> {
  protected override readonly work = {
    make: ({ bundleId }: BundleJob, signal: AbortSignal) => this.bundles.make(bundleId, signal),
  };

  constructor(private readonly bundles: BundleMaker) {
    super();
  }

  protected override giveUp({ bundleId }: BundleJob, reason: string): Promise<void> {
    return this.bundles.fail(bundleId, reason);
  }
}
