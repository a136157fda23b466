import { BATCH_STATES, type BatchState } from '#lib/cards';
import fc from 'fast-check';
import { NEXT_STEPS, type StepFacts, nextStepOf } from './next-step.js';

const NONE = { making: 0, waiting: 0, downloaded: 0 };

function facts(state: BatchState, more: Partial<StepFacts> = {}): StepFacts {
  return {
    state,
    asked: false,
    forPrintHouse: false,
    proofed: true,
    sheets: NONE,
    bundles: { ...NONE, withoutReceipt: 0, withoutCertificate: 0 },
    ...more,
  };
}

describe('the next step of a batch', () => {
  it.each<[string | null, StepFacts]>([
    ['approve', facts('requested', { asked: true })],
    ['ask', facts('requested')],
    ['watch', facts('approved')],
    ['watch', facts('minting')],
    ['resume', facts('paused')],
    ['approve_proof', facts('minted', { proofed: false })],
    ['make_sheets', facts('minted')],
    ['watch_sheets', facts('minted', { sheets: { making: 1, waiting: 0, downloaded: 1 } })],
    ['download_sheets', facts('minted', { sheets: { making: 1, waiting: 1, downloaded: 1 } })],
    ['seal', facts('minted', { sheets: { making: 0, waiting: 0, downloaded: 3 }, proofed: false })],
    ['make_bundle', facts('minted', { forPrintHouse: true, sheets: { making: 0, waiting: 1, downloaded: 0 } })],
    ['watch_bundle', facts('minted', { forPrintHouse: true, bundles: { ...facts('minted').bundles, making: 1 } })],
    ['download_bundle', facts('minted', { forPrintHouse: true, bundles: { ...facts('minted').bundles, waiting: 1 } })],
    ['seal', facts('minted', { forPrintHouse: true, bundles: { ...facts('minted').bundles, downloaded: 1 } })],
    ['record_receipt', facts('sealed', { bundles: { ...NONE, withoutReceipt: 1, withoutCertificate: 1 } })],
    ['record_certificate', facts('released', { bundles: { ...NONE, withoutReceipt: 0, withoutCertificate: 1 } })],
    ['release', facts('sealed')],
    ['ship', facts('released')],
    ['ship', facts('released', { cards: { warehouse: 1, open: 1 } })],
    [null, facts('released', { cards: { warehouse: 0, open: 1 } })],
    ['close', facts('released', { cards: { warehouse: 0, open: 0 } })],
    ['unfreeze', facts('frozen')],
    ['confirm_unfreeze', facts('frozen', { asked: true })],
  ])('is %s', (step, given) => expect(nextStepOf(given)).toBe(step));

  it('is one of those known, and none of a batch at its end', () => {
    const counts = fc.record({ making: fc.nat(2), waiting: fc.nat(2), downloaded: fc.nat(2) });
    const papers = fc.record({ withoutReceipt: fc.nat(2), withoutCertificate: fc.nat(2) });
    fc.assert(
      fc.property(
        fc.constantFrom(...BATCH_STATES),
        fc.record({ asked: fc.boolean(), forPrintHouse: fc.boolean(), proofed: fc.boolean() }),
        counts,
        fc.tuple(counts, papers),
        fc.option(fc.record({ warehouse: fc.nat(3), open: fc.nat(3) }), { nil: undefined }),
        (state, flags, sheets, [bundles, signed], cards) => {
          const step = nextStepOf({
            state,
            ...flags,
            sheets,
            bundles: { ...bundles, ...signed },
            ...(cards === undefined ? {} : { cards }),
          });
          expect(step === null || NEXT_STEPS.includes(step)).toBe(true);
          if (['rejected', 'cancelled', 'failed', 'closed'].includes(state)) expect(step).toBeNull();
        },
      ),
    );
  });
});
