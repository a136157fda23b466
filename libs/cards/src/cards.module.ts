import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BatchChunk } from './batch-chunk.entity.js';
import { Batch } from './batch.entity.js';
import { CardHistoryService } from './card-history.js';
import { CardEventRow } from './card-event.entity.js';
import { Card } from './card.entity.js';
import { ProductPrice } from './product-price.entity.js';
import { ProductPrices } from './product-prices.js';
import { Product } from './product.entity.js';
import { ProductCatalogue } from './product.service.js';

export const CARDS_ENTITIES = [Product, ProductPrice, Batch, BatchChunk, Card, CardEventRow];

@Module({
  imports: [TypeOrmModule.forFeature(CARDS_ENTITIES)],
  providers: [CardHistoryService, ProductCatalogue, ProductPrices],
  exports: [TypeOrmModule, CardHistoryService, ProductCatalogue, ProductPrices],
})
export class CardsModule {}
