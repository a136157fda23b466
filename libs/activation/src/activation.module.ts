import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CardsModule } from '#lib/cards';
import { LedgerModule } from '#lib/ledger';
import { RetailModule } from '#lib/retail';
import { RiskModule } from '#lib/risk';
import { Activation } from './activation.entity.js';
import { ActivationService } from './activation.service.js';

export const ACTIVATION_ENTITIES = [Activation];

/** Needs the global DatabaseModule from the app. */
@Module({
  imports: [TypeOrmModule.forFeature(ACTIVATION_ENTITIES), CardsModule, LedgerModule, RetailModule, RiskModule],
  providers: [ActivationService],
  exports: [ActivationService],
})
export class ActivationModule {}
