import { trailerByStatus } from './journal.js';
import { certificateOf, htmlReport, textReport } from './report.js';

describe('the report of a certification', () => {
  const facts = {
    url: 'https://re-up.example',
    retailer: 'Tom & "Jerry" <Ltd>',
    store: 'Main',
    tills: ['Till 1 (a, Tom)'],
    startedAt: '2026-11-24T12:00:00.000Z',
    tillTimeoutMs: 6_000,
    cases: [
      { id: 1, name: 'A sale', passed: true, saw: 'sale: 201 · state: active' },
      { id: 2, name: 'A repeat', passed: false, saw: 'WRONG same again: 409 instead of 201' },
    ],
  };

  it('passes only when every case does, and its digest tells any change', () => {
    const failed = certificateOf(facts);
    const passed = certificateOf({ ...facts, cases: facts.cases.map((one) => ({ ...one, passed: true })) });
    expect([failed.passed, passed.passed]).toEqual([false, true]);
    expect(failed.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(passed.digest).not.toBe(failed.digest);
    expect(certificateOf({ ...facts, startedAt: '2026-11-24T12:00:01.000Z' }).digest).not.toBe(failed.digest);
  });

  it('tells each case with what was seen, and what was wrong', () => {
    const text = textReport(certificateOf(facts));
    expect(text).toContain('FAILED: 1 of 2 cases passed');
    expect(text).toContain(' 2 FAIL  A repeat\n          WRONG same again: 409 instead of 201');
  });

  it('prints names as text, whatever is in them', () => {
    const page = htmlReport(certificateOf(facts));
    expect(page).toContain('Tom &#38; &#34;Jerry&#34; &#60;Ltd&#62;');
    expect(page).not.toContain('<Ltd>');
    expect(page).toContain('<li class="wrong">WRONG same again');
  });
});

it('the day’s trailer follows from what the system says of each key', () => {
  const of = (state: string, serial?: string) => ({ state, ...(serial && { serial }), faceMinor: 3_000 });
  const [a, b, c] = ['9700012300000016', '9700012300000024', '9700012300000032'];
  expect(trailerByStatus([of('active', a), of('redeemed', b), of('unknown'), of('reversed')])).toEqual({
    lines: 2,
    netMinor: 6_000,
    hash: 3,
  });
  expect(trailerByStatus([of('reversed', a), of('voided', b), of('active', c)])).toEqual({
    lines: 5,
    netMinor: 3_000,
    hash: 9,
  });
});
