import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessModule } from '#lib/access';
import { ActivationModule } from '#lib/activation';
import { CardBatchModule } from '#lib/card-batch';
import { CardStockModule } from '#lib/card-stock';
import { CardsModule } from '#lib/cards';
import { DatabaseModule } from '#lib/database';
import { FinanceModule } from '#lib/finance';
import { HttpModule, IdentityGuard, type Metrics } from '#lib/http';
import { InventoryModule } from '#lib/inventory';
import { QueueModule } from '#lib/queue';
import { RedemptionModule } from '#lib/redemption';
import { RetailModule } from '#lib/retail';
import { RiskModule } from '#lib/risk';
import { type Config, type Keyring, RuntimeModule } from '#lib/runtime';
import { SubscriptionsModule } from '#lib/subscriptions';
import { WebhooksModule } from '#lib/webhooks';
import { AlertsController } from './alerts/alerts.controller.js';
import { ApprovalsController } from './approvals/approvals.controller.js';
import { Deciders } from './approvals/deciders.js';
import { AuditController } from './audit/audit.controller.js';
import { BatchesController } from './batches/batches.controller.js';
import { SheetsController } from './batches/sheets.controller.js';
import { BundlesController } from './bundles/bundles.controller.js';
import { HousePapersController, IssuerKeyController } from './bundles/house-papers.controller.js';
import { CardsController } from './cards/cards.controller.js';
import { ClerksController } from './clerks/clerks.controller.js';
import { ConsignmentsController } from './consignments/consignments.controller.js';
import { HealthProbes } from './health/health-probes.js';
import { HealthController } from './health/health.controller.js';
import { OwnProbes } from './health/own-probes.js';
import { HoldsController } from './holds/holds.controller.js';
import { HomeController } from './home/home.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { OfficeWebController } from './office-web/office-web.controller.js';
import { PeopleController } from './people/people.controller.js';
import { PoliciesController } from './policies/policies.controller.js';
import { EnrolmentController } from './pos/enrolment.controller.js';
import { PosController } from './pos/pos.controller.js';
import { SandboxCustomer } from './pos/sandbox-customer.js';
import { SandboxFaults } from './pos/sandbox-faults.js';
import { SandboxController } from './pos/sandbox.controller.js';
import { ShiftsController } from './pos/shifts.controller.js';
import { SlipsController } from './pos/slips.controller.js';
import { StoredController } from './pos/stored.controller.js';
import { TerminalController } from './pos/terminal.controller.js';
import { UnlockController } from './pos/unlock.controller.js';
import { HouseBundlesController } from './print-houses/house-bundles.controller.js';
import { PrintHousesController } from './print-houses/print-houses.controller.js';
import { ProductPricesController } from './products/product-prices.controller.js';
import { ProductsController } from './products/products.controller.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { RedemptionsController } from './redemptions/redemptions.controller.js';
import { RegisterWebController } from './register-web/register-web.controller.js';
import { CommissionRatesController } from './retailers/commission-rates.controller.js';
import { RetailersController } from './retailers/retailers.controller.js';
import { ReturnsController } from './returns/returns.controller.js';
import { MeController } from './session/me.controller.js';
import { SessionController } from './session/session.controller.js';
import { StockController } from './stock/stock.controller.js';
import { StoresController } from './stores/stores.controller.js';
import { TaxRatesController } from './tax-rates/tax-rates.controller.js';
import { ProofsController } from './templates/proofs.controller.js';
import { TemplatesController } from './templates/templates.controller.js';
import { TerminalsController } from './terminals/terminals.controller.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

export type ModuleImports = NonNullable<ModuleMetadata['imports']>;

/** Everything that is spoken over HTTP. A plain list: a new noun is a line for its lib and one for its controller. */
@Module({})
export class ApiModule {
  static with(config: Config, keyring: Keyring, metrics: Metrics, beside: ModuleImports = []): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        RuntimeModule.with(config, keyring),
        DatabaseModule.forRoot(),
        QueueModule.forRoot(),
        HttpModule.with(metrics),
        AccessModule,
        RetailModule,
        CardsModule,
        CardBatchModule,
        CardStockModule,
        InventoryModule,
        ActivationModule,
        RedemptionModule,
        RiskModule,
        SubscriptionsModule,
        WebhooksModule,
        FinanceModule,
        ...beside,
      ],
      controllers: [
        HomeController,
        OfficeWebController,
        RegisterWebController,
        HealthController,
        MetricsController,
        SessionController,
        MeController,
        PeopleController,
        ApprovalsController,
        PoliciesController,
        AuditController,
        ProductsController,
        ProductPricesController,
        RetailersController,
        CommissionRatesController,
        TaxRatesController,
        StoresController,
        TerminalsController,
        ClerksController,
        BatchesController,
        SheetsController,
        PrintHousesController,
        HouseBundlesController,
        BundlesController,
        HousePapersController,
        IssuerKeyController,
        TemplatesController,
        ProofsController,
        ConsignmentsController,
        ReturnsController,
        StockController,
        CardsController,
        HoldsController,
        AlertsController,
        WebhooksController,
        ReconciliationController,
        PosController,
        StoredController,
        UnlockController,
        EnrolmentController,
        TerminalController,
        ShiftsController,
        SlipsController,
        SandboxController,
        RedemptionsController,
      ],
      providers: [
        { provide: APP_GUARD, useClass: IdentityGuard },
        Deciders,
        HealthProbes,
        OwnProbes,
        SandboxCustomer,
        SandboxFaults,
      ],
      exports: [HealthProbes],
    };
  }
}
