import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CardsModule } from '#lib/cards';
import { LedgerModule } from '#lib/ledger';
import { RetailModule } from '#lib/retail';
import { RiskModule } from '#lib/risk';
import { Activation } from './activation.entity.js';
import { ActivationService } from './activation.service.js';
import { SaleFacts } from './sale-facts.js';
import { ShiftService } from './shifts/index.js';
import { SlipService } from './slip/index.js';
import { SandboxCard, SandboxService } from './sandbox/index.js';
import { TerminalNetworks } from './terminal-networks.js';
import { TerminalRevocation } from './terminal-revocation.js';

export const ACTIVATION_ENTITIES = [Activation, SandboxCard];

/** Needs the global DatabaseModule from the app. */
@Module({
  imports: [TypeOrmModule.forFeature(ACTIVATION_ENTITIES), CardsModule, LedgerModule, RetailModule, RiskModule],
  providers: [
    ActivationService,
    SaleFacts,
    ShiftService,
    SlipService,
    SandboxService,
    TerminalNetworks,
    TerminalRevocation,
  ],
  exports: [ActivationService, ShiftService, SlipService, SandboxService, TerminalNetworks, TerminalRevocation],
})
export class ActivationModule {}
