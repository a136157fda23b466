import { Module } from '@nestjs/common';
import { CardBatchModule } from '#lib/card-batch';
import { CardStockModule } from '#lib/card-stock';
import { OutboxDrain, QueueModule } from '#lib/queue';
import { MintProcessor } from './mint.processor.js';
import { Recovery } from './recovery.js';
import { SheetProcessor } from './sheet.processor.js';

/** Everything that works behind the API: beside it in one process, or in processes of its own. Needs the app's global modules. */
@Module({
  imports: [QueueModule.forWorkers(), CardBatchModule, CardStockModule],
  providers: [OutboxDrain, MintProcessor, SheetProcessor, Recovery],
})
export class WorkerModule {}
