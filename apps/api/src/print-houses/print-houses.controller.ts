import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OfficeCalls } from '#lib/access';
import { PrintHouseService, readHouseKeys } from '#lib/card-stock';
import { Transactions } from '#lib/database';
import { ApiProblems, ForStaff, IdempotencyKey, PageQuery, Staff, type StaffIdentity, answerOf } from '#lib/http';
import type { FastifyReply } from 'fastify';
import { IdParam } from '../office/ids.dto.js';
import { pageById, sliceOf } from '../office/list-slice.js';
import {
  AddHouseKeyDto,
  CreatePrintHouseDto,
  HouseKeyDto,
  HouseKeyParam,
  PrintHouseDto,
  PrintHouseListDto,
} from './print-houses.dto.js';

@ApiTags('Office: print houses')
@Controller('v1/office/print-houses')
export class PrintHousesController {
  constructor(
    private readonly houses: PrintHouseService,
    private readonly calls: OfficeCalls,
    private readonly transactions: Transactions,
  ) {}

  @Post()
  @ForStaff('batch-manager')
  @ApiOperation({ operationId: 'createPrintHouse', summary: 'A company that prints cards for us.' })
  @ApiCreatedResponse({ type: PrintHouseDto })
  @ApiProblems('request.invalid', 'name.taken')
  async create(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() request: CreatePrintHouseDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PrintHouseDto> {
    const { name, contact } = request;
    const call = { staffId, key, operation: 'print_house.create', request };
    const done = await this.calls.run(call, async (tx) =>
      PrintHouseDto.of(await this.houses.create(tx, { name, contact, staffId }), []),
    );
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff('batch-manager', 'approver', 'admin')
  @ApiOperation({ operationId: 'listPrintHouses', summary: 'All print houses with their keys, oldest first.' })
  @ApiOkResponse({ type: PrintHouseListDto })
  @ApiProblems('request.invalid')
  async list(@Query() query: PageQuery): Promise<PrintHouseListDto> {
    const houses = await this.houses.list(sliceOf(query));
    const keys = await this.houses.keysOf(houses);
    return pageById(houses, query, (house) => PrintHouseDto.of(house, keys));
  }

  @Get(':id')
  @ForStaff('batch-manager', 'approver', 'admin')
  @ApiOperation({ operationId: 'getPrintHouse', summary: 'One print house with its keys.' })
  @ApiOkResponse({ type: PrintHouseDto })
  @ApiProblems('request.invalid', 'print_house.not_found')
  async get(@Param() { id }: IdParam): Promise<PrintHouseDto> {
    const house = await this.houses.get(Number(id));
    return PrintHouseDto.of(house, await this.houses.keysOf([house]));
  }

  @Post(':id/keys')
  @ForStaff('batch-manager')
  @ApiOperation({
    operationId: 'addHouseKey',
    summary:
      'The public keys of a house. Two approvers compare the fingerprint with the house before anything is encrypted to it.',
  })
  @ApiCreatedResponse({ type: HouseKeyDto })
  @ApiProblems('request.invalid', 'print_house.not_found', 'house_key.invalid')
  async addKey(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Param() { id }: IdParam,
    @Body() { recipient, signingKey }: AddHouseKeyDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HouseKeyDto> {
    // Read before anything is kept of the call, even its digest: a secret key may have been sent by mistake.
    const keys = await readHouseKeys(recipient, signingKey);
    const request = { house: id, recipient: keys.recipient, signingKey: keys.signingKey.toString('base64') };
    const done = await this.calls.run({ staffId, key, operation: 'house_key.add', request }, async (tx) =>
      HouseKeyDto.of(await this.houses.addKey(tx, { houseId: Number(id), keys, staffId })),
    );
    return answerOf(reply, done);
  }

  @Post(':id/keys/:keyId/retire')
  @ForStaff('batch-manager')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'retireHouseKey', summary: 'Encrypt nothing to this key any more.' })
  @ApiOkResponse({ type: HouseKeyDto })
  @ApiProblems('request.invalid', 'house_key.not_found', 'house_key.wrong_state')
  async retireKey(@Staff() { staffId }: StaffIdentity, @Param() { id, keyId }: HouseKeyParam): Promise<HouseKeyDto> {
    const retired = { houseId: Number(id), keyId: Number(keyId), staffId };
    return HouseKeyDto.of(await this.transactions.run((tx) => this.houses.retireKey(tx, retired)));
  }
}
