import { ApiProperty } from '@nestjs/swagger';
import { IsIntId } from '#lib/http';

/** `…/:id` of what is numbered. */
export class IdParam {
  @ApiProperty({ example: '12' })
  @IsIntId()
  readonly id!: string;
}
