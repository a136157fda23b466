import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from '#lib/kernel';

class FieldErrorDto {
  @ApiProperty({ description: 'JSON pointer (RFC 6901) into the body.', example: '/amountMinor' })
  readonly pointer!: string;

  @ApiProperty({ example: 'amountMinor must be an integer number' })
  readonly detail!: string;

  @ApiProperty({ example: 'is_int' })
  readonly code!: string;
}

/** Every refusal (RFC 9457). Clients match on `code`. */
export class ProblemDto {
  @ApiProperty({ example: 'urn:reup:problem:card.already_active' })
  readonly type!: string;

  @ApiProperty({ example: 'The card has been sold' })
  readonly title!: string;

  @ApiProperty({ type: 'integer', example: 409 })
  readonly status!: number;

  @ApiProperty({ description: 'Stable: never renamed, never reused.', example: 'card.already_active' })
  readonly code!: string;

  @ApiProperty({ example: 'The card has been sold' })
  readonly detail!: string;

  @ApiProperty({ type: [FieldErrorDto], required: false, description: 'Only of `request.invalid`.' })
  readonly errors?: readonly FieldErrorDto[];
}

const CODES = Symbol('problem codes');

/** Which refusals a route gives. May stand several times on one; codes of one status share its line in the docs. */
export function ApiProblems(...codes: readonly ProblemCode[]): MethodDecorator {
  return (target, key, descriptor) => {
    const route = descriptor.value as object;
    const all = [...((Reflect.getOwnMetadata(CODES, route) as ProblemCode[] | undefined) ?? []), ...codes];
    Reflect.defineMetadata(CODES, all, route);
    for (const status of new Set(all.map((code) => PROBLEMS[code].status))) {
      const lines = [...new Set(all)]
        .filter((code) => PROBLEMS[code].status === status)
        .map((code) => `\`${code}\` ${PROBLEMS[code].title}`);
      ApiResponse({
        status,
        description: lines.join(' · '),
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
      })(target, key, descriptor);
    }
    ApiExtraModels(ProblemDto)(target, key, descriptor);
  };
}
