import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CardsModule } from '#lib/cards';
import { Sheet } from './sheet.entity.js';
import { SheetService } from './sheet.service.js';

/** Needs the app's global modules: runtime, database, queue. */
@Module({
  imports: [TypeOrmModule.forFeature([Sheet]), CardsModule],
  providers: [SheetService],
  exports: [SheetService],
})
export class CardStockModule {}
