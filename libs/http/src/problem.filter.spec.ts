import { BadRequestException, ForbiddenException, NotFoundException, PayloadTooLargeException } from '@nestjs/common';
import { InvariantBroken, Problem } from '#lib/kernel';
import { QueryFailedError } from 'typeorm';
import { describeError, problemOf } from './problem.filter.js';

function failedQuery(fields: Record<string, unknown>): QueryFailedError {
  const driverError = Object.assign(new Error('duplicate key value: Key (pin_digest)=(\\xdeadbeef) exists'), fields);
  return new QueryFailedError('INSERT INTO card VALUES ($1)', ['\\xdeadbeef'], driverError);
}

describe('what a caller learns of an error', () => {
  it.each([
    [new Problem('card.blocked'), 'card.blocked'],
    [new NotFoundException(), 'route.not_found'],
    [new BadRequestException(), 'request.invalid'],
    [new PayloadTooLargeException(), 'request.too_large'],
    [Object.assign(new Error(), { statusCode: 415 }), 'request.media_type'],
    [Object.assign(new Error(), { statusCode: 503 }), 'busy'],
    [new ForbiddenException(), 'internal'],
    [new InvariantBroken('a locked card changed'), 'internal'],
    [failedQuery({ code: '23505' }), 'internal'],
    [failedQuery({ code: '57014' }), 'busy'],
    ['text', 'internal'],
    [undefined, 'internal'],
    [null, 'internal'],
  ])('%s is %s', (error, code) => {
    expect(problemOf(error).code).toBe(code);
  });

  it('is nothing from inside', () => {
    for (const error of [new Error('secret'), failedQuery({ code: '23505', detail: 'secret' })]) {
      expect(JSON.stringify(problemOf(error).toBody())).not.toMatch(/secret|deadbeef/);
    }
  });
});

describe('what the log learns', () => {
  it('of the database is the state and the constraint, no value', () => {
    const error = failedQuery({ code: '23505', constraint: 'card_pin_digest_once', detail: 'Key (x)=(secret)' });
    const line = describeError(error);
    expect(line).toMatchObject({ error: 'database', sqlState: '23505', constraint: 'card_pin_digest_once' });
    expect(JSON.stringify(line)).not.toMatch(/secret|deadbeef/);
  });

  it('of a bug is what broke and where', () => {
    const line = describeError(new InvariantBroken('a locked card changed'));
    expect(line['error']).toBe('InvariantBroken: a locked card changed');
    expect(line['stack']).toMatch(/problem\.filter\.spec/);
  });
});
