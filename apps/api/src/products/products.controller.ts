import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OfficeCalls, recordAudit, staffActor } from '#lib/access';
import { ProductCatalogue } from '#lib/cards';
import {
  ApiProblems,
  ForStaff,
  IdempotencyKey,
  PageQuery,
  ROLES,
  Staff,
  type StaffIdentity,
  answerOf,
} from '#lib/http';
import type { FastifyReply } from 'fastify';
import { IdParam } from '../office/ids.dto.js';
import { pageById, sliceOf } from '../office/list-slice.js';
import { CreateProductDto, ProductDto, ProductListDto } from './product.dto.js';

@ApiTags('Office: products')
@Controller('v1/office/products')
export class ProductsController {
  constructor(
    private readonly products: ProductCatalogue,
    private readonly calls: OfficeCalls,
  ) {}

  @Post()
  @ForStaff('admin')
  @ApiOperation({ operationId: 'createProduct', summary: 'A product for cards to sell. It never changes afterwards.' })
  @ApiCreatedResponse({ type: ProductDto })
  @ApiProblems('request.invalid', 'name.taken', 'origin.foreign')
  async create(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() request: CreateProductDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductDto> {
    const call = { staffId, key, operation: 'product.create', request };
    const done = await this.calls.run(call, async (tx) => {
      const product = ProductDto.of(await this.products.create(tx, CreateProductDto.toProduct(request)));
      const deed = { actor: staffActor(staffId), action: 'product.create', subject: `product:${product.id}` };
      await recordAudit(tx, { ...deed, detail: product });
      return product;
    });
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'listProducts', summary: 'All products, oldest first.' })
  @ApiOkResponse({ type: ProductListDto })
  @ApiProblems('request.invalid')
  async list(@Query() query: PageQuery): Promise<ProductListDto> {
    return pageById(await this.products.list(sliceOf(query)), query, (product) => ProductDto.of(product));
  }

  @Get(':id')
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'getProduct', summary: 'One product.' })
  @ApiOkResponse({ type: ProductDto })
  @ApiProblems('request.invalid', 'product.not_found')
  async get(@Param() { id }: IdParam): Promise<ProductDto> {
    return ProductDto.of(await this.products.get(Number(id)));
  }
}
