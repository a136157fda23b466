import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OfficeCalls, recordAudit, staffActor } from '#lib/access';
import {
  ApiProblems,
  ForStaff,
  IdempotencyKey,
  ROLES,
  Staff,
  type StaffIdentity,
  answerOf,
  invalidFields,
  pageOf,
} from '#lib/http';
import { SaleTerms } from '#lib/retail';
import type { FastifyReply } from 'fastify';
import { rateSliceOf } from '../office/list-slice.js';
import { SetTaxRateDto, TaxRateDto, TaxRateListDto, TaxRateQuery } from './tax-rate.dto.js';

@ApiTags('Office: retailers, stores, terminals')
@Controller('v1/office/tax-rates')
export class TaxRatesController {
  constructor(
    private readonly terms: SaleTerms,
    private readonly calls: OfficeCalls,
  ) {}

  @Post()
  @ForStaff('admin')
  @ApiOperation({
    operationId: 'setTaxRate',
    summary: 'A tax or fee that retailers of a place collect on top of the price, from a day on.',
  })
  @ApiCreatedResponse({ type: TaxRateDto })
  @ApiProblems('request.invalid', 'terms.date_past', 'origin.foreign')
  async set(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() request: SetTaxRateDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaxRateDto> {
    requireOneKind(request);
    const actor = staffActor(staffId);
    const done = await this.calls.run({ staffId, key, operation: 'tax-rate', request }, async (tx) => {
      const rate = TaxRateDto.of(await this.terms.setTax(tx, SetTaxRateDto.toTaxRate(request, actor)));
      await recordAudit(tx, { actor, action: 'tax-rate.set', subject: `tax-rate:${rate.id}`, detail: rate });
      return rate;
    });
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'listTaxRates', summary: 'All dated taxes and fees, or one place’s.' })
  @ApiOkResponse({ type: TaxRateListDto })
  @ApiProblems('request.invalid')
  async list(@Query() query: TaxRateQuery): Promise<TaxRateListDto> {
    const rates = await this.terms.listTaxes(rateSliceOf(query), query.jurisdiction);
    return pageOf(
      rates,
      query.limit,
      (rate) => rate.id,
      (rate) => TaxRateDto.of(rate),
    );
  }
}

function requireOneKind({ rateBp, flatMinor }: SetTaxRateDto): void {
  if ((rateBp ?? 0) === 0 || (flatMinor ?? 0) === 0) return;
  throw invalidFields([{ pointer: '/flatMinor', detail: 'Send rateBp or flatMinor, not both', code: 'one_kind' }]);
}
