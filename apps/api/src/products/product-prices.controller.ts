import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OfficeCalls, recordAudit, staffActor } from '#lib/access';
import { ProductPrices } from '#lib/cards';
import {
  ApiProblems,
  ForStaff,
  IdempotencyKey,
  PageQuery,
  ROLES,
  Staff,
  type StaffIdentity,
  answerOf,
  keyIn,
  pageOf,
} from '#lib/http';
import type { FastifyReply } from 'fastify';
import { IdParam } from '../office/ids.dto.js';
import { DAY_KEY } from '../office/list-slice.js';
import { ProductPriceDto, ProductPriceListDto, SetProductPriceDto } from './product-price.dto.js';

@ApiTags('Office: products')
@Controller('v1/office/products/:id/prices')
export class ProductPricesController {
  constructor(
    private readonly prices: ProductPrices,
    private readonly calls: OfficeCalls,
  ) {}

  @Post()
  @ForStaff('admin')
  @ApiOperation({ operationId: 'setProductPrice', summary: 'What the product costs from a day on.' })
  @ApiCreatedResponse({ type: ProductPriceDto })
  @ApiProblems('request.invalid', 'product.not_found', 'terms.date_past', 'origin.foreign')
  async set(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Param() { id }: IdParam,
    @Body() request: SetProductPriceDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductPriceDto> {
    const { validFrom, priceMinor } = request;
    const actor = staffActor(staffId);
    const done = await this.calls.run({ staffId, key, operation: `product.price ${id}`, request }, async (tx) => {
      const asked = { productId: Number(id), validFrom, priceMinor: BigInt(priceMinor), setBy: actor };
      const price = ProductPriceDto.of(await this.prices.set(tx, asked));
      await recordAudit(tx, { actor, action: 'product.price', subject: `product:${id}`, detail: price });
      return price;
    });
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff(...ROLES)
  @ApiOperation({
    operationId: 'listProductPrices',
    summary: 'All dated prices of the product, the earliest day first. Before them the price of the batch counts.',
  })
  @ApiOkResponse({ type: ProductPriceListDto })
  @ApiProblems('request.invalid')
  async list(@Param() { id }: IdParam, @Query() { limit, cursor }: PageQuery): Promise<ProductPriceListDto> {
    const slice = { afterDay: keyIn(cursor, DAY_KEY), rowsMax: limit + 1 };
    return pageOf(
      await this.prices.list(Number(id), slice),
      limit,
      ({ validFrom }) => validFrom,
      (price) => ProductPriceDto.of(price),
    );
  }
}
