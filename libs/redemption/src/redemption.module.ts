import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CardsModule } from '#lib/cards';
import { RiskModule } from '#lib/risk';
import { SubscriptionsModule } from '#lib/subscriptions';
import { HoldService } from './hold.service.js';
import { Redemption } from './redemption.entity.js';
import { RedemptionService } from './redemption.service.js';

export const REDEMPTION_ENTITIES = [Redemption];

/** Needs the global RuntimeModule and DatabaseModule from the app. */
@Module({
  imports: [TypeOrmModule.forFeature(REDEMPTION_ENTITIES), CardsModule, RiskModule, SubscriptionsModule],
  providers: [RedemptionService, HoldService],
  exports: [RedemptionService, HoldService],
})
export class RedemptionModule {}
