import { receiptAfter } from './receipts.js';

describe('the number of a receipt', () => {
  const noon = new Date(2026, 10, 24, 12);

  it('counts on from the last one of the day, past four digits too', () => {
    expect(receiptAfter(undefined, noon)).toBe('R-261124-0001');
    expect(receiptAfter('R-261124-0017', noon)).toBe('R-261124-0018');
    expect(receiptAfter('R-261124-9999', noon)).toBe('R-261124-10000');
    expect(receiptAfter('R-261124-10000', noon)).toBe('R-261124-10001');
  });

  it('begins anew each day', () => {
    expect(receiptAfter('R-261123-0044', noon)).toBe('R-261124-0001');
  });
});
