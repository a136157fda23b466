import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BatchChunk } from './batch-chunk.entity.js';
import { Batch } from './batch.entity.js';
import { CardEventRow } from './card-event.entity.js';
import { Card } from './card.entity.js';
import { Product } from './product.entity.js';

export const CARDS_ENTITIES = [Product, Batch, BatchChunk, Card, CardEventRow];

@Module({ imports: [TypeOrmModule.forFeature(CARDS_ENTITIES)], exports: [TypeOrmModule] })
export class CardsModule {}
