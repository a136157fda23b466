import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, ForStaff, IdempotencyKey, Staff, type StaffIdentity, answerOf, keyIn, pageOf } from '#lib/http';
import { type StockLine, type StockPlace, StockService, type WarehouseStock } from '#lib/inventory';
import type { FastifyReply } from 'fastify';
import { INT_KEY } from '../office/list-slice.js';
import { officeCall } from '../office/office-call.js';
import {
  CountDto,
  CountResultDto,
  ReorderPointDto,
  StockLineDto,
  StockPageDto,
  StockQuery,
  WarehouseLineDto,
  WarehousePageDto,
  WarehouseQuery,
} from './stock.dto.js';

const PLACE_KEY = /^[1-9]\d{0,8} [1-9]\d{0,8}$/;

@ApiTags('Office: stock')
@Controller('v1/office/stock')
export class StockController {
  constructor(private readonly stock: StockService) {}

  @Get()
  @ForStaff('batch-manager', 'stock', 'approver', 'finance', 'support')
  @ApiOperation({
    operationId: 'listStock',
    summary: 'What hangs in the stores and is on its way, by store and product.',
  })
  @ApiOkResponse({ type: StockPageDto })
  @ApiProblems('request.invalid')
  async list(@Query() { limit, cursor, storeId, productId }: StockQuery): Promise<StockPageDto> {
    const filter = {
      ...(storeId === undefined ? {} : { storeId: Number(storeId) }),
      ...(productId === undefined ? {} : { productId: Number(productId) }),
    };
    return pageOf(
      await this.stock.list(filter, limit + 1, placeIn(keyIn(cursor, PLACE_KEY))),
      limit,
      ({ storeId: store, productId: product }: StockLine) => `${store} ${product}`,
      (line) => StockLineDto.of(line),
    );
  }

  @Get('warehouse')
  @ForStaff('batch-manager', 'stock', 'approver', 'finance', 'support')
  @ApiOperation({ operationId: 'listWarehouse', summary: 'What lies in the warehouse, by batch, the newest first.' })
  @ApiOkResponse({ type: WarehousePageDto })
  @ApiProblems('request.invalid')
  async warehouse(@Query() { limit, cursor, productId }: WarehouseQuery): Promise<WarehousePageDto> {
    const product = productId === undefined ? undefined : Number(productId);
    const before = keyIn(cursor, INT_KEY);
    return pageOf(
      await this.stock.warehouse(product, limit + 1, before === undefined ? undefined : Number(before)),
      limit,
      ({ batchId }: WarehouseStock) => String(batchId),
      (line) => WarehouseLineDto.of(line),
    );
  }

  @Post('reorder-points')
  @ForStaff('stock', 'batch-manager')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'setReorderPoint',
    summary: 'From how many cards on a store is sent more of a product.',
  })
  @ApiOkResponse({ type: ReorderPointDto })
  @ApiProblems('request.invalid', 'store.not_found', 'product.not_found')
  async setReorderPoint(
    @Staff() { staffId }: StaffIdentity,
    @Body() { storeId, productId, cards }: ReorderPointDto,
  ): Promise<ReorderPointDto> {
    await this.stock.setReorderPoint({ storeId: Number(storeId), productId: Number(productId) }, cards, staffId);
    return { storeId, productId, cards };
  }

  @Post('counts')
  @ForStaff('stock')
  @ApiOperation({
    operationId: 'countStock',
    summary: 'What a store counted on its pegs; a difference is an exception that someone must explain.',
  })
  @ApiCreatedResponse({ type: CountResultDto })
  @ApiProblems('request.invalid', 'store.not_found', 'product.not_found')
  async count(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() { storeId, productId, counted }: CountDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CountResultDto> {
    const count = { storeId: Number(storeId), productId: Number(productId), counted };
    return answerOf(reply, await this.stock.count(count, officeCall(staffId, key)));
  }
}

function placeIn(key: string | undefined): StockPlace | undefined {
  if (key === undefined) return undefined;
  const [storeId, productId] = key.split(' ').map(Number) as [number, number];
  return { storeId, productId };
}
