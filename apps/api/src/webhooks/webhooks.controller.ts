import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { recordAudit, staffActor } from '#lib/access';
import { type EntityTx, Transactions } from '#lib/database';
import { ApiProblems, ForStaff, Staff, type StaffIdentity, keyIn, pageOf } from '#lib/http';
import { OutboxWake } from '#lib/queue';
import { EndpointService } from '#lib/webhooks';
import { ID_KEY } from '../office/list-slice.js';
import {
  CreateWebhookDto,
  DeliveryDto,
  DeliveryListDto,
  DeliveryParam,
  DeliveryQuery,
  WebhookDto,
  WebhookListDto,
  WebhookParam,
  WebhookQuery,
  WebhookTestDto,
  WebhookWithSecretDto,
} from './webhooks.dto.js';

/** No answer of these is kept under a key: one of them is a secret. What they do is safe to repeat, or refused. */
@ApiTags('Office: webhooks')
@Controller('v1/office/webhooks')
export class WebhooksController {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly transactions: Transactions,
    private readonly wake: OutboxWake,
  ) {}

  @Post()
  @ForStaff('admin')
  @ApiOperation({
    operationId: 'createWebhook',
    summary: 'Where a retailer’s system listens (Standard Webhooks 1.0). The secret is shown this once.',
  })
  @ApiCreatedResponse({ type: WebhookWithSecretDto })
  @ApiProblems('request.invalid', 'webhook.url_refused', 'retailer.not_found', 'name.taken', 'origin.foreign')
  async create(@Staff() { staffId }: StaffIdentity, @Body() request: CreateWebhookDto): Promise<WebhookWithSecretDto> {
    const { url, types } = request;
    const retailerId = Number(request.retailerId);
    return this.transactions.run(async (tx) => {
      const made = await this.endpoints.add(tx, { retailerId, url, types, madeBy: staffActor(staffId) });
      await note(tx, staffId, 'webhook.create', made.endpoint.id, { retailerId, url: made.endpoint.url, types });
      return WebhookWithSecretDto.with(made);
    });
  }

  @Get()
  @ForStaff('admin')
  @ApiOperation({ operationId: 'listWebhooks', summary: 'A retailer’s endpoints, newest first.' })
  @ApiOkResponse({ type: WebhookListDto })
  @ApiProblems('request.invalid')
  async list(@Query() { retailerId }: WebhookQuery): Promise<WebhookListDto> {
    return { items: (await this.endpoints.list(Number(retailerId))).map((one) => WebhookDto.of(one)), next: null };
  }

  @Post(':id/rotate')
  @ForStaff('admin')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'rotateWebhookSecret', summary: 'A new secret; for a day both sign.' })
  @ApiOkResponse({ type: WebhookWithSecretDto })
  @ApiProblems('request.invalid', 'webhook.not_found', 'origin.foreign')
  async rotate(@Staff() { staffId }: StaffIdentity, @Param() { id }: WebhookParam): Promise<WebhookWithSecretDto> {
    return this.transactions.run(async (tx) => {
      const made = await this.endpoints.rotate(tx, id);
      await note(tx, staffId, 'webhook.rotate', id);
      return WebhookWithSecretDto.with(made);
    });
  }

  @Post(':id/off')
  @ForStaff('admin')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'switchWebhookOff', summary: 'It is told of nothing until it is on again.' })
  @ApiOkResponse({ type: WebhookDto })
  @ApiProblems('request.invalid', 'webhook.not_found', 'origin.foreign')
  off(@Staff() { staffId }: StaffIdentity, @Param() { id }: WebhookParam): Promise<WebhookDto> {
    return this.turn(staffId, id, 'off');
  }

  @Post(':id/on')
  @ForStaff('admin')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'switchWebhookOn', summary: 'Also of an endpoint that was gone or failing.' })
  @ApiOkResponse({ type: WebhookDto })
  @ApiProblems('request.invalid', 'webhook.not_found', 'origin.foreign')
  on(@Staff() { staffId }: StaffIdentity, @Param() { id }: WebhookParam): Promise<WebhookDto> {
    return this.turn(staffId, id, 'on');
  }

  @Post(':id/test')
  @ForStaff('admin')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'testWebhook', summary: 'Sends `webhook.test`, whatever the endpoint listens for.' })
  @ApiOkResponse({ type: WebhookTestDto })
  @ApiProblems('request.invalid', 'webhook.not_found', 'webhook.wrong_state', 'origin.foreign')
  async test(@Staff() { staffId }: StaffIdentity, @Param() { id }: WebhookParam): Promise<WebhookTestDto> {
    const sent = await this.transactions.run(async (tx) => {
      const event = await this.endpoints.test(tx, id);
      await note(tx, staffId, 'webhook.test', id, event);
      return event;
    });
    this.wake.now();
    return sent;
  }

  @Get(':id/deliveries')
  @ForStaff('admin')
  @ApiOperation({ operationId: 'listWebhookDeliveries', summary: 'What it was told, or will be, newest first.' })
  @ApiOkResponse({ type: DeliveryListDto })
  @ApiProblems('request.invalid')
  async deliveries(
    @Param() { id }: WebhookParam,
    @Query() { limit, cursor, state }: DeliveryQuery,
  ): Promise<DeliveryListDto> {
    const beforeEvent = keyIn(cursor, ID_KEY);
    const rows = await this.endpoints.deliveries({
      endpointId: id,
      rowsMax: limit + 1,
      ...(state === undefined ? {} : { state }),
      ...(beforeEvent === undefined ? {} : { beforeEvent }),
    });
    return pageOf(
      rows,
      limit,
      ({ eventId }) => eventId,
      (row) => DeliveryDto.of(row),
    );
  }

  @Post(':id/deliveries/:deliveryId/replay')
  @ForStaff('admin')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'replayWebhookDelivery', summary: 'Sends it again, under the same `webhook-id`.' })
  @ApiOkResponse({ type: DeliveryDto })
  @ApiProblems('request.invalid', 'webhook.not_found', 'webhook.wrong_state', 'delivery.not_found', 'origin.foreign')
  async replay(@Staff() { staffId }: StaffIdentity, @Param() { id, deliveryId }: DeliveryParam): Promise<DeliveryDto> {
    const delivery = await this.transactions.run(async (tx) => {
      const again = DeliveryDto.of(await this.endpoints.replay(tx, id, deliveryId));
      await note(tx, staffId, 'webhook.replay', id, { delivery: deliveryId, event: again.eventId });
      return again;
    });
    this.wake.now();
    return delivery;
  }

  private turn(staffId: string, id: string, state: 'on' | 'off'): Promise<WebhookDto> {
    return this.transactions.run(async (tx) => {
      const endpoint = await this.endpoints.turn(tx, id, state);
      await note(tx, staffId, `webhook.${state}`, id);
      return WebhookDto.of(endpoint);
    });
  }
}

function note(tx: EntityTx, staffId: string, action: string, id: string, detail: object = {}): Promise<void> {
  return recordAudit(tx, { actor: staffActor(staffId), action, subject: `webhook:${id}`, detail: { ...detail } });
}
