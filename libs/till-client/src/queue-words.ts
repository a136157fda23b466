import { NO_ANSWER_LEFT_WORDS, clerkWords } from './clerk-words.js';
import type { NotTaken, QueuedSale, QueueState } from './queue.types.js';

const WORDS: Readonly<Record<QueueState, string>> = {
  sending: 'Asking. Do not hand over the card yet.',
  unknown: NO_ANSWER_LEFT_WORDS,
  stored: 'Sold without a line. Sends by itself.',
  reversing: 'Money back. The cancellation sends by itself.',
  sold: 'Sold.',
  refused: 'Not sold.',
  reversed: 'Cancelled. The card may be sold again.',
  cancelled: 'Cancelled. Nothing was sold.',
  accepted: 'Sent and accepted.',
  exception: 'Sent and accepted. The office looks at it.',
  rejected: 'No sale of this card. The office looks at it. Keep the slip.',
  stands: 'The sale could not be cancelled. Call help.',
};

const NOT_TAKEN: Readonly<Record<NotTaken, string>> = {
  'card.open': 'This card still waits for an answer. Take another card.',
  'scan.invalid': 'Not a card’s number. Scan again.',
  'floor.cards': 'Too many sales wait for the line. Stop selling until they are sent.',
  'floor.amount': 'Too much money waits for the line. Stop selling until it is sent.',
  'floor.age': 'The line has been down too long. Stop selling until the queue is sent.',
};

/** What a clerk reads of a sale in the queue. */
export function queueWords({ state, code, claim }: Pick<QueuedSale, 'state' | 'code' | 'claim'>): string {
  if (claim !== undefined && state === 'reversing') return `Not cancelled yet. Call help, claim ${claim}.`;
  const why = code !== undefined && (state === 'refused' || state === 'stands' || state === 'rejected');
  return why && state === 'refused' ? clerkWords(code) : WORDS[state];
}

export function notTakenWords(why: NotTaken): string {
  return NOT_TAKEN[why];
}
