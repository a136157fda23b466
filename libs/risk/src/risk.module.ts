import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Attempt } from './attempt.entity.js';

export const RISK_ENTITIES = [Attempt];

@Module({ imports: [TypeOrmModule.forFeature(RISK_ENTITIES)], exports: [TypeOrmModule] })
export class RiskModule {}
