import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CardsModule } from '#lib/cards';
import { BundleMaker } from './bundles/bundle-maker.js';
import { Bundle } from './bundles/bundle.entity.js';
import { BundleService } from './bundles/bundle.service.js';
import { Canary } from './bundles/canary.entity.js';
import { HouseKey } from './bundles/house-key.entity.js';
import { HousePapersService } from './bundles/house-papers.service.js';
import { PrintHouse } from './bundles/print-house.entity.js';
import { PrintHouseService } from './bundles/print-house.service.js';
import { Sheet } from './sheet.entity.js';
import { SheetService } from './sheet.service.js';
import { CardTemplate } from './templates/card-template.entity.js';
import { PreviewService } from './templates/preview.service.js';
import { Proof } from './templates/proof.entity.js';
import { ProofService } from './templates/proof.service.js';
import { SpecimenPrinter } from './templates/specimen-printer.js';
import { TemplateService } from './templates/template.service.js';

/** Needs the app's global modules: runtime, database, queue. */
@Module({
  imports: [TypeOrmModule.forFeature([Sheet, CardTemplate, Proof, PrintHouse, HouseKey, Bundle, Canary]), CardsModule],
  providers: [
    SheetService,
    TemplateService,
    ProofService,
    PreviewService,
    SpecimenPrinter,
    PrintHouseService,
    BundleService,
    BundleMaker,
    HousePapersService,
  ],
  exports: [
    SheetService,
    TemplateService,
    ProofService,
    PreviewService,
    PrintHouseService,
    BundleService,
    BundleMaker,
    HousePapersService,
  ],
})
export class CardStockModule {}
