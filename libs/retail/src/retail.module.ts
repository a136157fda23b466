import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TerminalDirectory } from '#lib/http';
import { Clerk } from './clerk.entity.js';
import { CommissionRate } from './commission-rate.entity.js';
import { ClerkDesk } from './clerk-desk.js';
import { DrawerMove } from './drawer-move.entity.js';
import { EnrolmentService } from './enrolment.js';
import { KeyDirectory } from './key-directory.js';
import { OwnKeys } from './own-keys.js';
import { RetailService } from './retail.service.js';
import { Retailer } from './retailer.entity.js';
import { SaleTerms } from './sale-terms.js';
import { Shift } from './shift.entity.js';
import { Store } from './store.entity.js';
import { TaxRate } from './tax-rate.entity.js';
import { TerminalKey } from './terminal-key.entity.js';
import { TerminalViews } from './terminal-view.js';
import { Terminal } from './terminal.entity.js';

export const RETAIL_ENTITIES = [
  Retailer,
  Store,
  Terminal,
  TerminalKey,
  Clerk,
  Shift,
  DrawerMove,
  CommissionRate,
  TaxRate,
];

@Module({
  imports: [TypeOrmModule.forFeature(RETAIL_ENTITIES)],
  providers: [
    RetailService,
    SaleTerms,
    ClerkDesk,
    EnrolmentService,
    OwnKeys,
    TerminalViews,
    KeyDirectory,
    { provide: TerminalDirectory, useExisting: KeyDirectory },
  ],
  exports: [RetailService, SaleTerms, ClerkDesk, EnrolmentService, OwnKeys, TerminalViews, TerminalDirectory],
})
export class RetailModule {}
