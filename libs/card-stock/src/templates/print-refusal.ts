import { Problem, type ProblemCode } from '#lib/kernel';
import { LayoutInvalid, SheetTextInvalid, TextDoesNotFit } from '../sheets/index.js';

/** Why a template and texts make no card: another try would meet the same. */
export interface PrintRefusal {
  readonly code: ProblemCode;
  readonly detail: string;
  /** Of a layout: which of its fields, as a JSON pointer. */
  readonly pointer?: string;
}

/** What a printer says of its input; `undefined` of any other failure. */
export function refusalIn(error: unknown): PrintRefusal | undefined {
  if (error instanceof TextDoesNotFit) return { code: 'text.too_long', detail: error.message };
  if (error instanceof SheetTextInvalid) return { code: 'font.glyph_missing', detail: error.message };
  if (error instanceof LayoutInvalid) {
    return { code: 'layout.invalid', detail: error.message, pointer: error.pointer };
  }
  return undefined;
}

/** @param field of the request that holds the template, as a JSON pointer. */
export function problemOfRefusal({ code, detail, pointer }: PrintRefusal, field: string): Problem {
  const errors = pointer === undefined ? undefined : [{ pointer: `${field}${pointer}`, detail, code }];
  return new Problem(code, detail, errors === undefined ? {} : { errors });
}

/** Does something with a template that somebody sent. */
export function asPrintProblem<Result>(work: () => Result, field: string): Result {
  try {
    return work();
  } catch (error) {
    const refusal = refusalIn(error);
    throw refusal === undefined ? error : problemOfRefusal(refusal, field);
  }
}
