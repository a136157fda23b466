import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Alert } from './alert.entity.js';
import { AlertService } from './alert.service.js';
import { Attempt } from './attempt.entity.js';
import { CardWatch } from './card-watch.entity.js';
import { CreditWatch } from './credit-watch.js';
import { RefusedSale } from './refused-sale.entity.js';
import { TillUnlock } from './till-unlock.entity.js';
import { TillWatch } from './till-watch.js';

export const RISK_ENTITIES = [Attempt, Alert, CardWatch, RefusedSale, TillUnlock];

/** Needs the global DatabaseModule from the app. */
@Module({
  imports: [TypeOrmModule.forFeature(RISK_ENTITIES)],
  providers: [AlertService, TillWatch, CreditWatch],
  exports: [TypeOrmModule, AlertService, TillWatch, CreditWatch],
})
export class RiskModule {}
