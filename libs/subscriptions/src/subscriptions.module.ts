import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LedgerModule } from '#lib/ledger';
import { Account } from './account.entity.js';
import { DeviceGrant } from './device-grant.entity.js';
import { Device } from './device.entity.js';
import { SubscriptionsService } from './subscriptions.service.js';

export const SUBSCRIPTIONS_ENTITIES = [Account, Device, DeviceGrant];

@Module({
  imports: [TypeOrmModule.forFeature(SUBSCRIPTIONS_ENTITIES), LedgerModule],
  providers: [SubscriptionsService],
  exports: [SubscriptionsService],
})
export class SubscriptionsModule {}
