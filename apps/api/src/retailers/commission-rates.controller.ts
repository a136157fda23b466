import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OfficeCalls, recordAudit, staffActor } from '#lib/access';
import { ProductCatalogue } from '#lib/cards';
import {
  ApiProblems,
  ForStaff,
  IdempotencyKey,
  PageQuery,
  Staff,
  type StaffIdentity,
  answerOf,
  pageOf,
} from '#lib/http';
import { SaleTerms } from '#lib/retail';
import type { FastifyReply } from 'fastify';
import { IdParam } from '../office/ids.dto.js';
import { rateSliceOf } from '../office/list-slice.js';
import { CommissionRateDto, CommissionRateListDto, SetCommissionRateDto } from './commission-rate.dto.js';

@ApiTags('Office: retailers, stores, terminals')
@Controller('v1/office/retailers/:id/commission-rates')
export class CommissionRatesController {
  constructor(
    private readonly terms: SaleTerms,
    private readonly products: ProductCatalogue,
    private readonly calls: OfficeCalls,
  ) {}

  @Post()
  @ForStaff('admin')
  @ApiOperation({ operationId: 'setCommissionRate', summary: 'What the retailer keeps of a sale from a day on.' })
  @ApiCreatedResponse({ type: CommissionRateDto })
  @ApiProblems('request.invalid', 'retailer.not_found', 'product.not_found', 'terms.date_past', 'origin.foreign')
  async set(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Param() { id }: IdParam,
    @Body() request: SetCommissionRateDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommissionRateDto> {
    const { validFrom, commissionBp } = request;
    const actor = staffActor(staffId);
    const productId = request.productId === undefined ? null : Number(request.productId);
    if (productId !== null) await this.products.get(productId); // a product is never taken away
    const done = await this.calls.run({ staffId, key, operation: `commission-rate ${id}`, request }, async (tx) => {
      const asked = { retailerId: Number(id), productId, validFrom, commissionBp, setBy: actor };
      const rate = CommissionRateDto.of(await this.terms.setCommission(tx, asked));
      await recordAudit(tx, { actor, action: 'retailer.commission-rate', subject: `retailer:${id}`, detail: rate });
      return rate;
    });
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff('admin', 'batch-manager', 'stock', 'support', 'reviewer', 'finance')
  @ApiOperation({ operationId: 'listCommissionRates', summary: 'All dated commissions of the retailer.' })
  @ApiOkResponse({ type: CommissionRateListDto })
  @ApiProblems('request.invalid')
  async list(@Param() { id }: IdParam, @Query() query: PageQuery): Promise<CommissionRateListDto> {
    const rates = await this.terms.listCommissions(Number(id), rateSliceOf(query));
    return pageOf(
      rates,
      query.limit,
      (rate) => rate.id,
      (rate) => CommissionRateDto.of(rate),
    );
  }
}
