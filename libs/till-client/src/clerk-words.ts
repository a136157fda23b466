import type { ProblemCode } from '#lib/kernel';

/** What a refusal needs to be told fully; without it the plain words are used. */
export interface WordFacts {
  /** The right price as the clerk writes it, `30.00`. */
  readonly price?: string;
  readonly helpPhone?: string;
}

interface Words {
  readonly words: string;
  /** Said instead when the fact that `words` names is not at hand. */
  readonly plain?: string;
}

/** Short, and ending in what to do. A code that is absent is not a clerk's to mend. */
export const CLERK_WORDS: Readonly<Partial<Record<ProblemCode, Words>>> = {
  'card.already_active': { words: 'Already sold. Take another card.' },
  'card.not_received': { words: 'Not on this store’s list. Put aside, call stock.' },
  'card.not_found': { words: 'Not one of this store’s cards. Put aside, call stock.' },
  'card.not_sold': { words: 'Not sold yet. Sell it first.' },
  'card.blocked': { words: 'Do not sell. Put aside.' },
  'card.expired': { words: 'Too old. Take another.' },
  'card.exposed': { words: 'Do not sell: someone has tried its PIN. Put aside, take another card.' },
  'card.redeemed': { words: 'Already used. No refund.' },
  'card.held': { words: 'Already used, being checked. No refund.' },
  'card.voided': { words: 'Was taken back. Put aside, take another card.' },
  'card.replaced': { words: 'Was replaced. Put aside, take another card.' },
  'card.wrong_state': { words: 'Do not sell. Put aside, call stock.' },
  'batch.not_released': { words: 'Not on sale yet. Put aside.' },
  'serial.check_digit': { words: 'Number mistyped. Scan again.' },
  'request.invalid': { words: 'Not a card’s number. Scan again.' },
  'scan.gtin_only': { words: 'Scan the other barcode.' },
  'scan.gtin_differs': { words: 'Barcode and card differ. Do not sell. Put aside, call stock.' },
  'price.mismatch': { words: 'Price is ‹price›. Correct it.', plain: 'Wrong price. Scan again and correct it.' },
  'shift.not_open': { words: 'Open your shift.' },
  'retailer.limit': { words: 'This shop may sell no more cards now. Give the cash back, call the manager.' },
  'terminal.not_found': { words: 'This till is not set up. Call help.' },
  'signature.invalid': { words: 'This till is not set up. Call help.' },
  'signature.expired': { words: 'This till’s clock is wrong. Correct it, or call help.' },
  'activation.reversed': { words: 'Cancelled earlier. Start again.' },
  'activation.voided': { words: 'Voided earlier. Take another card.' },
  'activation.not_found': { words: 'No sale under this number. Check the slip.' },
  'void.window_over': {
    words: 'Too late to void. Customer calls ‹tel›.',
    plain: 'Too late to void. Customer calls help.',
  },
  'void.pin_tried': {
    words: 'The PIN has been tried. No refund. Customer calls ‹tel›.',
    plain: 'The PIN has been tried. No refund.',
  },
  'void.supervisor_required': { words: 'Ask your supervisor for the code.' },
  'request.key_reused': { words: 'Number used for another sale. Start again.' },
  'till.locked': { words: 'Too many cards in a short time. Ask your supervisor to unlock the till.' },
  'till.receipt_limit': { words: 'So much on one receipt needs your supervisor’s code.' },
  'supervisor.code_wrong': { words: 'Not a supervisor’s code. Try again.' },
  'clerk.suspended': { words: 'You may not sell at the moment. Call your manager.' },
  'clerk.code_wrong': { words: 'Wrong code. Try again.' },
  'clerk.not_found': { words: 'No such clerk in this store. Call help.' },
  'shift.open_elsewhere': { words: 'Another clerk’s shift is open here. Close it, or ask your supervisor.' },
  'shift.count_differs': { words: 'The drawer differs. Count again, then give the reason.' },
  'shift.not_found': { words: 'No such shift. Call help.' },
  'enrolment.invalid': { words: 'Code wrong, used or too old. Ask the office for a new one.' },
  'key.last': { words: 'This till’s only key. Add another one first.' },
  'sandbox.only': { words: 'Only for test tills. Call help.' },
  'rate.limited': { words: 'Too many sales at once. Wait, then try again.' },
};

export const NO_ANSWER_WORDS = 'No answer yet. Do not hand over the card. Trying again.';
export const NO_ANSWER_LEFT_WORDS = 'No answer. Do not hand over the card. Wait, or give the money back?';
const OTHER_WORDS = 'Do not sell. Call help.';

/** What the clerk reads when the answer is this code. */
export function clerkWords(code: string, facts: WordFacts = {}): string {
  if (!Object.hasOwn(CLERK_WORDS, code)) return OTHER_WORDS;
  const found = CLERK_WORDS[code as ProblemCode]!;
  const told = found.words.replace('‹price›', facts.price ?? '‹price›').replace('‹tel›', facts.helpPhone ?? '‹tel›');
  return told.includes('‹') ? (found.plain ?? OTHER_WORDS) : told;
}

/** A slip never shows a whole serial: with it and a receipt number a found slip could claim a replacement. */
export function slipSerial(serial: string): string {
  return `${serial.slice(0, 4)} ${serial.slice(4, 6)}•• •••• ${serial.slice(-4)}`;
}
