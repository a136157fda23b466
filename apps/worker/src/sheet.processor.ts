import { Processor } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { SheetService } from '#lib/card-stock';
import { SHEETS_QUEUE, type SheetJob, WORKER_OPTIONS } from '#lib/queue';
import { PatientProcessor } from './patient.processor.js';

/** Carries jobs to the printer of sheets. */
@Injectable()
@Processor(SHEETS_QUEUE, { ...WORKER_OPTIONS, concurrency: 1 })
export class SheetProcessor extends PatientProcessor<SheetJob> {
  protected override readonly work = {
    make: ({ sheetId }: SheetJob, signal: AbortSignal) => this.sheets.make(sheetId, signal),
  };

  constructor(private readonly sheets: SheetService) {
    super();
  }

  protected override giveUp({ sheetId }: SheetJob, reason: string): Promise<void> {
    return this.sheets.fail(sheetId, reason);
  }
}
