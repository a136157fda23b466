import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ExceptionRow } from './exception.entity.js';
import { TransferRow } from './transfer.entity.js';

export const LEDGER_ENTITIES = [TransferRow, ExceptionRow];

@Module({ imports: [TypeOrmModule.forFeature(LEDGER_ENTITIES)], exports: [TypeOrmModule] })
export class LedgerModule {}
