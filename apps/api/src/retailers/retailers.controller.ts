import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OfficeCalls, recordAudit, staffActor } from '#lib/access';
import { ApiProblems, ForStaff, IdempotencyKey, PageQuery, Staff, type StaffIdentity, answerOf } from '#lib/http';
import { RetailService } from '#lib/retail';
import type { FastifyReply } from 'fastify';
import { pageById, sliceOf } from '../office/list-slice.js';
import { CreateRetailerDto, RetailerDto, RetailerListDto } from './retailer.dto.js';

@ApiTags('Office: retailers, stores, terminals')
@Controller('v1/office/retailers')
export class RetailersController {
  constructor(
    private readonly retail: RetailService,
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
}
