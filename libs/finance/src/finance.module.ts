import { Module } from '@nestjs/common';
import { ReconciliationService } from './reconciliation.service.js';

/** Needs the global DatabaseModule from the app. */
@Module({ providers: [ReconciliationService], exports: [ReconciliationService] })
export class FinanceModule {}
