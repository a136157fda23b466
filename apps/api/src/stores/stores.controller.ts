import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OfficeCalls, recordAudit, staffActor } from '#lib/access';
import { ApiProblems, ForStaff, IdempotencyKey, ROLES, Staff, type StaffIdentity, answerOf } from '#lib/http';
import { RetailService, SaleTerms } from '#lib/retail';
import type { FastifyReply } from 'fastify';
import { IdParam } from '../office/ids.dto.js';
import { pageById, sliceOf } from '../office/list-slice.js';
import { CorrectStoreDto, CreateStoreDto, StoreDto, StoreListDto, StoreQuery } from './store.dto.js';

@ApiTags('Office: retailers, stores, terminals')
@Controller('v1/office/stores')
export class StoresController {
  constructor(
    private readonly retail: RetailService,
    private readonly terms: SaleTerms,
    private readonly calls: OfficeCalls,
  ) {}

  @Post()
  @ForStaff('admin')
  @ApiOperation({ operationId: 'createStore', summary: 'A shop of a retailer.' })
  @ApiCreatedResponse({ type: StoreDto })
  @ApiProblems('request.invalid', 'retailer.not_found', 'name.taken', 'origin.foreign')
  async create(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() request: CreateStoreDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StoreDto> {
    const call = { staffId, key, operation: 'store.create', request };
    const done = await this.calls.run(call, async (tx) => {
      const store = StoreDto.of(await this.retail.createStore(tx, CreateStoreDto.toStore(request)));
      const deed = { actor: staffActor(staffId), action: 'store.create', subject: `store:${store.id}` };
      await recordAudit(tx, { ...deed, detail: store });
      return store;
    });
    return answerOf(reply, done);
  }

  @Post(':id')
  @HttpCode(200)
  @ForStaff('admin')
  @ApiOperation({ operationId: 'correctStore', summary: 'Corrects a shop’s address, jurisdiction or help number.' })
  @ApiOkResponse({ type: StoreDto })
  @ApiProblems('request.invalid', 'store.not_found', 'origin.foreign')
  async correct(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Param() { id }: IdParam,
    @Body() request: CorrectStoreDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StoreDto> {
    const call = { staffId, key, operation: `store.correct ${id}`, request };
    const done = await this.calls.run(call, async (tx) => {
      const details = CorrectStoreDto.toDetails(request);
      const store = StoreDto.of(await this.retail.correctStore(tx, Number(id), details));
      const deed = { actor: staffActor(staffId), action: 'store.correct', subject: `store:${id}`, detail: details };
      await recordAudit(tx, deed);
      return store;
    });
    this.terms.forgetStore(Number(id));
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'listStores', summary: 'All stores, or one retailer’s, oldest first.' })
  @ApiOkResponse({ type: StoreListDto })
  @ApiProblems('request.invalid')
  async list(@Query() query: StoreQuery): Promise<StoreListDto> {
    const retailerId = query.retailerId === undefined ? undefined : Number(query.retailerId);
    return pageById(await this.retail.listStores(sliceOf(query), retailerId), query, (store) => StoreDto.of(store));
  }
}
