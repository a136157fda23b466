import { Module } from '@nestjs/common';
import { AccessModule } from '#lib/access';
import { CardsModule } from '#lib/cards';
import { LedgerModule } from '#lib/ledger';
import { BatchReader } from './batch.reader.js';
import { BatchService } from './batch.service.js';
import { MintService } from './mint/mint.service.js';
import { SealService } from './seal.service.js';

/** Needs the app's global modules: runtime, database, queue. */
@Module({
  imports: [AccessModule, CardsModule, LedgerModule],
  providers: [BatchReader, BatchService, MintService, SealService],
  exports: [BatchReader, BatchService, MintService, SealService],
})
export class CardBatchModule {}
