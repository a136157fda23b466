import fc from 'fast-check';
import type { JournalSale } from '../../till/journal.js';
import type { QueuedSale, QueuedState } from '../../till/sale-queue.js';
import { voidWindow, voidable } from './void-window.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 24, 12);

const sale = (key: string, more: Partial<JournalSale> = {}): JournalSale => ({
  key,
  serial: '9700012300045613',
  receipt: 'R-261124-0001',
  name: '3 months',
  totalMinor: 3_000,
  currency: 'USD',
  at: NOW - MINUTE,
  ...more,
});
const queued = (key: string, state: QueuedState): QueuedSale => ({
  key,
  code: '9700012300045613',
  totalMinor: 3_000,
  currency: 'USD',
  receipt: 'R-261124-0001',
  soldAt: new Date(NOW - MINUTE).toISOString(),
  state,
  open: false,
  unread: false,
});

describe('until when a card is taken back at the counter', () => {
  it('15 minutes alone, then with a supervisor, after a day by the office', () => {
    const needs = (minutes: number): string => voidWindow(NOW - minutes * MINUTE, NOW).needs;
    expect([0, 14, 15, 16, 24 * 60, 24 * 60 + 1].map(needs)).toEqual([
      'nobody',
      'nobody',
      'nobody',
      'supervisor',
      'supervisor',
      'office',
    ]);
    expect(voidWindow(NOW - 3 * MINUTE, NOW).leftMs).toBe(12 * MINUTE);
  });

  it('never asks for less as a sale grows older', () => {
    const rank = { nobody: 0, supervisor: 1, office: 2 };
    fc.assert(
      fc.property(fc.nat(200_000_000), fc.nat(200_000_000), (age, older) => {
        expect(rank[voidWindow(NOW - age - older, NOW).needs]).toBeGreaterThanOrEqual(
          rank[voidWindow(NOW - age, NOW).needs],
        );
      }),
    );
  });

  it('offers what was sold and stands, and nothing whose money was given back', () => {
    const sales = [
      sale('sold'),
      sale('settled long ago'),
      sale('voided', { voided: true }),
      sale('refused'),
      sale('cancelled'),
      sale('waits'),
      sale('old', { at: NOW - 25 * 60 * MINUTE }),
    ];
    const queue = [
      queued('sold', 'sold'),
      queued('refused', 'refused'),
      queued('cancelled', 'cancelled'),
      queued('waits', 'stored'),
    ];
    expect(voidable(sales, queue, NOW).map(({ key }) => key)).toEqual(['sold', 'settled long ago']);
  });
});
