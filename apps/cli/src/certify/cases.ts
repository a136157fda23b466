import { whatAClerkReads } from './case-what-a-clerk-reads.js';
import { blocked, expired, notReceived, notReleased } from './cases-cards.js';
import { answerLost, reversal, reversalAfterUse, reversalFirst, silence } from './cases-lost-answers.js';
import {
  gtinOnly,
  otherKeySameCard,
  sale,
  sameKeyAgain,
  sameKeyOtherSerial,
  unknownSerial,
  wrongCheckDigit,
  wrongPrice,
} from './cases-selling.js';
import { oneReceipt, storedBatch, twoTills, voids } from './cases-tills.js';
import type { Scene } from './scene.js';
import { Seen } from './seen.js';

export interface Case {
  readonly id: number;
  readonly name: string;
  readonly play: (scene: Scene, seen: Seen) => Promise<void>;
}

/** The certification of a till's integration (domain §4): all must pass. The last one reads the day of all the others. */
export const CASES: readonly Case[] = [
  ['A card is sold, and its slip has every field', sale],
  ['The same key again gets the same answer', sameKeyAgain],
  ['The same key for another card is refused', sameKeyOtherSerial],
  ['A card that is sold can’t be sold again', otherKeySameCard],
  ['An unknown serial', unknownSerial],
  ['A mistyped serial is known without a look-up', wrongCheckDigit],
  ['The product’s barcode alone', gtinOnly],
  ['A price that is off by one cent', wrongPrice],
  ['A blocked card', blocked],
  ['Stock past its shelf life', expired],
  ['A batch that is not released', notReleased],
  ['A card that the store has not received', notReceived],
  ['The answer is lost after the sale', answerLost],
  ['Silence, then status, then the same again', silence],
  ['A reversal, and again', reversal],
  ['The reversal comes before its sale', reversalFirst],
  ['A reversal after the card was used', reversalAfterUse],
  ['A void within its time, and after', voids],
  ['Two tills sell one card at the same instant', twoTills],
  ['Three stored sales, one of them bad', storedBatch],
  ['Two cards on one receipt; every form of scan', oneReceipt],
  ['What a clerk reads when things go wrong; the day file adds up', whatAClerkReads],
].map(([name, play], i) => ({ id: i + 1, name, play }) as Case);

export interface CaseResult {
  readonly id: number;
  readonly name: string;
  readonly passed: boolean;
  /** What was seen, step by step; what was wrong is marked. */
  readonly saw: string;
}

/** One case after the other; one that breaks ends itself and no other. */
export async function playCases(scene: Scene, onCase: (result: CaseResult) => void): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const { id, name, play } of CASES) {
    const seen = new Seen();
    await play(scene, seen).catch((error: Error) => seen.that(`broke off: ${error.message}`, false));
    const result = { id, name, passed: seen.passed, saw: seen.text };
    results.push(result);
    onCase(result);
  }
  return results;
}
