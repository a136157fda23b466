import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CardsModule } from '#lib/cards';
import { BlockService } from './block.service.js';
import { CardReturn } from './card-return.entity.js';
import { Consignment } from './consignment.entity.js';
import { ConsignmentService } from './consignment.service.js';
import { ExpiryService } from './expiry.service.js';
import { ReorderPoint } from './reorder-point.entity.js';
import { ReturnService } from './return.service.js';
import { StockCount } from './stock-count.entity.js';
import { StockService } from './stock.service.js';

export const INVENTORY_ENTITIES = [Consignment, CardReturn, StockCount, ReorderPoint];

const SERVICES = [ConsignmentService, ReturnService, StockService, ExpiryService, BlockService];

/** Needs the global DatabaseModule from the app. */
@Module({
  imports: [TypeOrmModule.forFeature(INVENTORY_ENTITIES), CardsModule],
  providers: SERVICES,
  exports: SERVICES,
})
export class InventoryModule {}
