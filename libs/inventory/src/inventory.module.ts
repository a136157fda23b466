import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CardsModule } from '#lib/cards';
import { BlockService } from './block.service.js';
import { Consignment } from './consignment.entity.js';
import { ConsignmentService } from './consignment.service.js';
import { ExpiryService } from './expiry.service.js';

export const INVENTORY_ENTITIES = [Consignment];

/** Needs the global DatabaseModule from the app. */
@Module({
  imports: [TypeOrmModule.forFeature(INVENTORY_ENTITIES), CardsModule],
  providers: [ConsignmentService, ExpiryService, BlockService],
  exports: [ConsignmentService, ExpiryService, BlockService],
})
export class InventoryModule {}
