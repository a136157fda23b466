import { Module } from '@nestjs/common';
import { AccessModule } from '#lib/access';
import { LateSales } from '#lib/activation';
import { CardBatchModule } from '#lib/card-batch';
import { CardStockModule } from '#lib/card-stock';
import { InventoryModule } from '#lib/inventory';
import { OutboxDrain, QueueModule } from '#lib/queue';
import { RiskModule } from '#lib/risk';
import { WebhooksModule } from '#lib/webhooks';
import { BundleProcessor } from './bundle.processor.js';
import { MintProcessor } from './mint.processor.js';
import { Recovery } from './recovery.js';
import { REGULAR_WORK } from './schedule.provider.js';
import { SheetProcessor } from './sheet.processor.js';
import { TillWatchProcessor } from './till-watch.processor.js';
import { WebhookProcessor } from './webhook.processor.js';

/** Everything that works behind the API: beside it in one process, or in processes of its own. Needs the app's global modules. */
@Module({
  imports: [
    QueueModule.forWorkers(),
    AccessModule,
    CardBatchModule,
    CardStockModule,
    InventoryModule,
    RiskModule,
    WebhooksModule,
  ],
  providers: [
    OutboxDrain,
    MintProcessor,
    SheetProcessor,
    BundleProcessor,
    TillWatchProcessor,
    WebhookProcessor,
    Recovery,
    LateSales,
    REGULAR_WORK,
  ],
})
export class WorkerModule {}
