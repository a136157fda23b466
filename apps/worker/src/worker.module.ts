import { Module } from '@nestjs/common';
import { CardBatchModule } from '#lib/card-batch';
import { CardStockModule } from '#lib/card-stock';
import { OutboxDrain, QueueModule } from '#lib/queue';
import { InterruptedSeals } from './interrupted-seals.js';
import { MintProcessor } from './mint.processor.js';
import { SheetProcessor } from './sheet.processor.js';

/** Everything that works behind the API: beside it in one process, or in processes of its own. Needs the app's global modules. */
@Module({
  imports: [QueueModule.forWorkers(), CardBatchModule, CardStockModule],
  providers: [OutboxDrain, MintProcessor, SheetProcessor, InterruptedSeals],
})
export class WorkerModule {}
