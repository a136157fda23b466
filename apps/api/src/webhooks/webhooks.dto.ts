import { ApiProperty } from '@nestjs/swagger';
import { IsIntId, PageQuery } from '#lib/http';
import {
  DELIVERY_STATES,
  type DeliveryFacts,
  type DeliveryState,
  ENDPOINT_STATES,
  type EndpointFacts,
  type EndpointState,
  type EndpointWithSecret,
  LISTENED_TYPES,
  WEBHOOK_TYPES,
  type WebhookType,
} from '#lib/webhooks';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional, IsUUID, Length } from 'class-validator';

export class CreateWebhookDto {
  @ApiProperty({ example: '1' })
  @IsIntId()
  readonly retailerId!: string;

  @ApiProperty({
    description: 'https, port 443, on the public network.',
    example: 'https://till.example.com/re-up',
    maxLength: 1_000,
  })
  @Length(1, 1_000)
  readonly url!: string;

  @ApiProperty({ enum: LISTENED_TYPES, isArray: true, example: ['card.blocked', 'sale.exception'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(LISTENED_TYPES.length)
  @ArrayUnique()
  @IsIn(LISTENED_TYPES, { each: true })
  readonly types!: WebhookType[];
}

export class WebhookQuery {
  @ApiProperty({ example: '1' })
  @IsIntId()
  readonly retailerId!: string;
}

export class WebhookParam {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly id!: string;
}

export class DeliveryParam extends WebhookParam {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly deliveryId!: string;
}

export class WebhookDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: '1' })
  readonly retailerId!: string;

  @ApiProperty({ example: 'https://till.example.com/re-up' })
  readonly url!: string;

  @ApiProperty({ enum: WEBHOOK_TYPES, isArray: true })
  readonly types!: readonly WebhookType[];

  @ApiProperty({
    enum: ENDPOINT_STATES,
    description:
      '`gone`: its receiver answered 410. `failing`: it took nothing for three days; events wait until it is switched on.',
  })
  readonly state!: EndpointState;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until then events are signed with the secret before, too.',
  })
  readonly oldSecretUntil!: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly madeAt!: string;

  static of({ retailerId, oldSecretUntil, madeAt, ...rest }: EndpointFacts): WebhookDto {
    return {
      ...rest,
      retailerId: String(retailerId),
      oldSecretUntil: oldSecretUntil?.toISOString() ?? null,
      madeAt: madeAt.toISOString(),
    };
  }
}

export class WebhookWithSecretDto extends WebhookDto {
  @ApiProperty({ description: 'What signatures are checked with. Shown this once.', example: 'whsec_…' })
  readonly secret!: string;

  static with({ endpoint, secret }: EndpointWithSecret): WebhookWithSecretDto {
    return Object.assign(WebhookDto.of(endpoint), { secret });
  }
}

export class WebhookListDto {
  @ApiProperty({ type: [WebhookDto] })
  readonly items!: readonly WebhookDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Always null: a retailer has few endpoints.' })
  readonly next!: string | null;
}

export class WebhookTestDto {
  @ApiProperty({ format: 'uuid', description: 'The `webhook-id` that the receiver sees.' })
  readonly eventId!: string;
}

export class DeliveryQuery extends PageQuery {
  @ApiProperty({ enum: DELIVERY_STATES, required: false })
  @IsOptional()
  @IsIn(DELIVERY_STATES)
  readonly state?: DeliveryState;
}

export class DeliveryDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ format: 'uuid', description: 'The `webhook-id` that the receiver sees.' })
  readonly eventId!: string;

  @ApiProperty({ enum: WEBHOOK_TYPES })
  readonly type!: WebhookType;

  @ApiProperty({ format: 'date-time', description: 'When it happened.' })
  readonly at!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly data!: object;

  @ApiProperty({ enum: DELIVERY_STATES })
  readonly state!: DeliveryState;

  @ApiProperty({ type: 'integer', example: 1 })
  readonly tries!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it is tried next.' })
  readonly nextAt!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 200 })
  readonly lastStatus!: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'the connection was refused' })
  readonly lastError!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly deliveredAt!: string | null;

  static of({ at, nextAt, deliveredAt, ...rest }: DeliveryFacts): DeliveryDto {
    return {
      ...rest,
      at: at.toISOString(),
      nextAt: rest.state === 'waiting' ? nextAt.toISOString() : null,
      deliveredAt: deliveredAt?.toISOString() ?? null,
    };
  }
}

export class DeliveryListDto {
  @ApiProperty({ type: [DeliveryDto] })
  readonly items!: readonly DeliveryDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}
