import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReconciliationService } from '#lib/finance';
import { ForStaff } from '#lib/http';
import { BatchEquationDto, ReconciliationDto, RetailerBalanceDto } from './reconciliation.dto.js';

@ApiTags('Office: finance')
@Controller('v1/office/reconciliation')
export class ReconciliationController {
  constructor(private readonly reconciliation: ReconciliationService) {}

  @Get()
  @ForStaff('finance')
  @ApiOperation({
    operationId: 'reconcile',
    summary: 'What every retailer sold and owes, and where every card of a batch is.',
  })
  @ApiOkResponse({ type: ReconciliationDto })
  async get(): Promise<ReconciliationDto> {
    const [retailers, batches] = [await this.reconciliation.retailers(), await this.reconciliation.batches()];
    return {
      retailers: retailers.map((row) => RetailerBalanceDto.of(row)),
      batches: batches.map((row) => BatchEquationDto.of(row)),
    };
  }
}
