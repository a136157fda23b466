import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TerminalDirectory } from '#lib/http';
import { Clerk } from './clerk.entity.js';
import { KeyDirectory } from './key-directory.js';
import { RetailService } from './retail.service.js';
import { Retailer } from './retailer.entity.js';
import { Shift } from './shift.entity.js';
import { Store } from './store.entity.js';
import { TerminalKey } from './terminal-key.entity.js';
import { Terminal } from './terminal.entity.js';

export const RETAIL_ENTITIES = [Retailer, Store, Terminal, TerminalKey, Clerk, Shift];

@Module({
  imports: [TypeOrmModule.forFeature(RETAIL_ENTITIES)],
  providers: [RetailService, KeyDirectory, { provide: TerminalDirectory, useExisting: KeyDirectory }],
  exports: [RetailService, TerminalDirectory],
})
export class RetailModule {}
