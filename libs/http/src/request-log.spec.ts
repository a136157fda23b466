import { loggedPath } from './request-log.js';

describe('a path in the log', () => {
  it.each([
    ['/v1/pos/activations/a-1', '/v1/pos/activations/a-1'],
    ['/v1/office/cards?pin=1234567890123456', '/v1/office/cards'],
    ['/R/9700012300045613', '/R/•'],
    ['/r/9700012300045613?x=1', '/R/•'],
    ['//R/9700012300045613', '/R/•'],
    ['/R/%39700012300045613', '/R/•'],
    ['/%52/9700012300045613', '/R/•'],
    ['/redeem/1234567890123456', '/redeem/[16 digits]'],
    ['/redeem/1234%205678%209012%203456', '/redeem/[16 digits]'],
    ['/v1/office/cards/9700012300045613', '/v1/office/cards/97000123••••5613'],
    ['/%zz/1234567890123456', '/[undecodable]'],
    [`/${'a'.repeat(500)}`, `/${'a'.repeat(199)}`],
  ])('of %s is %s', (url, expected) => {
    expect(loggedPath(url)).toBe(expected);
  });
});
