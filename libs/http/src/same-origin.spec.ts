import { originOf } from './same-origin.js';

const OWN = ['reup.example', 'localhost:3000'];

describe('where a request comes from', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, 'here'],
    [{ 'sec-fetch-site': 'none' }, 'here'],
    [{ 'sec-fetch-site': 'cross-site' }, 'elsewhere'],
    [{ 'sec-fetch-site': 'same-site' }, 'elsewhere'],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://reup.example' }, 'elsewhere'],
    [{ origin: 'https://reup.example' }, 'here'],
    [{ origin: 'http://localhost:3000' }, 'here'],
    [{ origin: 'http://localhost:3001' }, 'elsewhere'],
    [{ origin: 'https://reup.example.attacker.example' }, 'elsewhere'],
    [{ origin: 'https://attacker.example' }, 'elsewhere'],
    [{ origin: 'nonsense' }, 'elsewhere'],
    [{ origin: 'null' }, 'unsaid'],
    [{}, 'unsaid'],
  ])('%j is %s', (headers, expected) => {
    expect(originOf(headers as Record<string, string>, OWN)).toBe(expected);
  });
});
