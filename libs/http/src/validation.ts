import { ValidationPipe } from '@nestjs/common';
import { type FieldError, Problem, isLocalDate } from '#lib/kernel';
import { IsString, Matches, MaxLength, ValidateBy, type ValidationError } from 'class-validator';

const ERRORS_MAX = 20;
const POINTER_LENGTH_MAX = 200;

/** One DTO an action, unknown fields refused, nothing converted but by the DTO's own decorators. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => invalidFields(fieldErrors(errors)),
  });
}

/** 400 `request.invalid` that names the fields. For rules that a decorator cannot say, too. */
export function invalidFields(errors: readonly FieldError[]): Problem {
  return new Problem('request.invalid', errors[0]?.detail ?? 'The request is malformed', {
    errors: errors.slice(0, ERRORS_MAX),
  });
}

/** class-validator's tree as a list with JSON pointers (RFC 6901). */
export function fieldErrors(errors: readonly ValidationError[], above = ''): FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const pointer = property === undefined ? above : `${above}/${escapePointer(property)}`;
    const own = Object.entries(constraints).map(([name, detail]) => ({
      pointer: pointer.slice(0, POINTER_LENGTH_MAX),
      detail: detail.slice(0, POINTER_LENGTH_MAX),
      code: codeOf(name),
    }));
    return [...own, ...fieldErrors(children, pointer)];
  });
}

function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

const NAMED: Readonly<Record<string, string>> = { whitelistValidation: 'unknown_field', unknownValue: 'is_object' };

function codeOf(constraint: string): string {
  return NAMED[constraint] ?? constraint.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** One line of text that people wrote: not empty, no spaces around it, no control or direction characters. */
export function IsLine(max: number): PropertyDecorator {
  return (target, property) => {
    Matches(/^(?! )[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+(?<! )$/u, {
      message: '$property must be one line of text without spaces around it',
    })(target, property);
    MaxLength(max)(target, property);
    IsString()(target, property);
  };
}

/** An id as it stands in JSON: the digits of an `int`, as text. */
export function IsIntId(): PropertyDecorator {
  return Matches(/^[1-9]\d{0,8}$/, { message: '$property must be an id: digits in a text' });
}

/** A calendar day, `YYYY-MM-DD`, that there is. */
export function IsDay(): PropertyDecorator {
  return ValidateBy({
    name: 'isDay',
    validator: {
      validate: (value) => typeof value === 'string' && isLocalDate(value),
      defaultMessage: () => '$property must be a day, YYYY-MM-DD',
    },
  });
}
