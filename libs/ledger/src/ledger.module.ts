import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ExceptionRow } from './exception.entity.js';
import { RetailerCreditRow } from './retailer-credit.entity.js';
import { TransferRow } from './transfer.entity.js';

export const LEDGER_ENTITIES = [TransferRow, ExceptionRow, RetailerCreditRow];

@Module({ imports: [TypeOrmModule.forFeature(LEDGER_ENTITIES)], exports: [TypeOrmModule] })
export class LedgerModule {}
