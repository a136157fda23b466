import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OfficeCalls, recordAudit, staffActor } from '#lib/access';
import { Transactions, type Tx } from '#lib/database';
import { ApiProblems, ForStaff, IdempotencyKey, PageQuery, Staff, type StaffIdentity, answerOf } from '#lib/http';
import { Problem } from '#lib/kernel';
import { UNLIMITED_MINOR, changeCredit, creditOf } from '#lib/ledger';
import { RetailService } from '#lib/retail';
import type { FastifyReply } from 'fastify';
import { IdParam } from '../office/ids.dto.js';
import { pageById, sliceOf } from '../office/list-slice.js';
import {
  CreateRetailerDto,
  CreditLimitDto,
  RetailerDto,
  RetailerListDto,
  RetailerWithCreditDto,
} from './retailer.dto.js';

@ApiTags('Office: retailers, stores, terminals')
@Controller('v1/office/retailers')
export class RetailersController {
  constructor(
    private readonly retail: RetailService,
    private readonly transactions: Transactions,
    private readonly calls: OfficeCalls,
  ) {}

  @Post()
  @ForStaff('admin')
  @ApiOperation({ operationId: 'createRetailer', summary: 'A retailer that will sell cards.' })
  @ApiCreatedResponse({ type: RetailerDto })
  @ApiProblems('request.invalid', 'name.taken', 'origin.foreign')
  async create(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() request: CreateRetailerDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RetailerDto> {
    const call = { staffId, key, operation: 'retailer.create', request };
    const done = await this.calls.run(call, async (tx) => {
      const retailer = RetailerDto.of(await this.retail.createRetailer(tx, CreateRetailerDto.toRetailer(request)));
      const deed = { actor: staffActor(staffId), action: 'retailer.create', subject: `retailer:${retailer.id}` };
      await recordAudit(tx, { ...deed, detail: retailer });
      return retailer;
    });
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff('admin', 'batch-manager', 'stock', 'support', 'reviewer', 'finance')
  @ApiOperation({ operationId: 'listRetailers', summary: 'All retailers, oldest first.' })
  @ApiOkResponse({ type: RetailerListDto })
  @ApiProblems('request.invalid')
  async list(@Query() query: PageQuery): Promise<RetailerListDto> {
    return pageById(await this.retail.listRetailers(sliceOf(query)), query, (retailer) => RetailerDto.of(retailer));
  }

  @Get(':id')
  @ForStaff('admin', 'batch-manager', 'stock', 'support', 'reviewer', 'finance')
  @ApiOperation({ operationId: 'getRetailer', summary: 'One retailer, with what it owes and may still sell.' })
  @ApiOkResponse({ type: RetailerWithCreditDto })
  @ApiProblems('request.invalid', 'retailer.not_found')
  async get(@Param() { id }: IdParam): Promise<RetailerWithCreditDto> {
    return this.transactions.run((tx) => this.withCredit(tx, Number(id)));
  }

  @Post(':id/credit-limit')
  @HttpCode(200)
  @ForStaff('admin')
  @ApiOperation({ operationId: 'setCreditLimit', summary: 'What it may owe from now on; sales beyond are refused.' })
  @ApiOkResponse({ type: RetailerWithCreditDto })
  @ApiProblems('request.invalid', 'retailer.not_found', 'origin.foreign')
  async setCreditLimit(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Param() { id }: IdParam,
    @Body() request: CreditLimitDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RetailerWithCreditDto> {
    const call = { staffId, key, operation: `retailer.credit-limit ${id}`, request };
    const after = request.creditLimitMinor === null ? null : BigInt(request.creditLimitMinor);
    const done = await this.calls.run(call, async (tx) => {
      const before = await this.retail.setCreditLimit(tx, Number(id), after);
      await changeCredit(tx, Number(id), (after ?? UNLIMITED_MINOR) - (before ?? UNLIMITED_MINOR));
      const detail = { beforeMinor: before === null ? null : Number(before), afterMinor: request.creditLimitMinor };
      const deed = { actor: staffActor(staffId), action: 'retailer.credit-limit', subject: `retailer:${id}`, detail };
      await recordAudit(tx, deed);
      return this.withCredit(tx, Number(id));
    });
    return answerOf(reply, done);
  }

  private async withCredit(tx: Tx, id: number): Promise<RetailerWithCreditDto> {
    const [retailer, credit] = [await this.retail.retailer(tx, id), await creditOf(tx, id)];
    if (credit === undefined) throw new Problem('retailer.not_found');
    return RetailerWithCreditDto.with(retailer, credit);
  }
}
