import type { ValueTransformer } from 'typeorm';

/** int8 arrives as text: above 2^53 a number would be another card's. */
export const bigintColumn: ValueTransformer = {
  to: (value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
  from: (value: unknown) => (typeof value === 'string' ? BigInt(value) : value),
};
