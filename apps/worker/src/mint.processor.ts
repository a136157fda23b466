import { Processor } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { MintService } from '#lib/card-batch';
import { MINT_QUEUE, type MintJob, WORKER_OPTIONS } from '#lib/queue';
import { PatientProcessor } from './patient.processor.js';

/** Carries jobs to the mint; one batch at a time, for a mint takes all the disk can give. */
@Injectable()
@Processor(MINT_QUEUE, { ...WORKER_OPTIONS, concurrency: 1 })
export class MintProcessor extends PatientProcessor<MintJob> {
  protected override readonly work = {
    mint: ({ batchId }: MintJob, signal: AbortSignal) => this.mint.run(batchId, signal),
    discard: ({ batchId }: MintJob) => this.mint.discard(batchId),
  };

  constructor(private readonly mint: MintService) {
    super();
  }

  protected override giveUp({ batchId }: MintJob, reason: string): Promise<void> {
    return this.mint.pause(batchId, reason);
  }
}
