import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Min, ValidateNested } from 'class-validator';
import { IsIntId, IsLine, validationPipe } from './validation.js';

class Line {
  @IsInt()
  @Min(1)
  readonly amountMinor!: number;
}

class Order {
  @IsLine(20)
  readonly name!: string;

  @IsOptional()
  @IsIntId()
  readonly storeId?: string;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => Line)
  readonly lines?: readonly Line[];
}

const pipe = validationPipe();

async function refused(value: unknown): Promise<unknown> {
  try {
    await pipe.transform(value, { type: 'body', metatype: Order });
    return 'accepted';
  } catch (error) {
    return (error as { extra: { errors: unknown } }).extra.errors;
  }
}

describe('validation', () => {
  it('takes what is right', async () => {
    const order = { name: 'Tea', storeId: '12', lines: [{ amountMinor: 3 }] };
    expect(await pipe.transform(order, { type: 'body', metatype: Order })).toEqual(order);
  });

  it('points into lists, escaped as JSON pointers are', async () => {
    expect(await refused({ name: 'Tea', lines: [{ amountMinor: 1 }, { amountMinor: 'x', 'a/b~c': 1 }] })).toEqual([
      { pointer: '/lines/1/a~1b~0c', detail: expect.any(String), code: 'unknown_field' },
      { pointer: '/lines/1/amountMinor', detail: expect.any(String), code: expect.stringMatching(/^(min|is_int)$/) },
    ]);
  });

  it('names one fault a field, and never the value', async () => {
    const errors = JSON.stringify(await refused({ name: 1_234_567_890_123_456, secret: '1234567890123456' }));
    expect(errors).toContain('"/name"');
    expect(errors).not.toContain('1234567890123456');
  });

  it.each([[[]], [[{ name: 'Tea' }]], ['text'], [7], [true], [null], [undefined]])(
    'refuses %j for an object',
    async (value) => {
      expect(await refused(value)).not.toBe('accepted');
    },
  );

  it.each(['', ' a', 'a ', 'a\nb', 'a\u0000', 'a\u202eb', 'a\u2028b', 'x'.repeat(21), 7, null, {}])(
    'refuses %j as a line of text',
    async (name) => {
      expect(await refused({ name })).toEqual([expect.objectContaining({ pointer: '/name' })]);
    },
  );

  it.each([12, '0', '012', '1234567890', '-1', '1.5', '', '１'])('refuses %j as an id', async (storeId) => {
    expect(await refused({ name: 'Tea', storeId })).toEqual([expect.objectContaining({ pointer: '/storeId' })]);
  });

  it('reads a hundred thousand characters quickly', async () => {
    const began = performance.now();
    await refused({ name: `${' '.repeat(100_000)}x`, storeId: '1'.repeat(100_000) });
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('lists twenty faults at most', async () => {
    const body = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`field${i}`, 1]));
    expect(await refused(body)).toHaveLength(20);
  });
});
