import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Problem } from '#lib/kernel';
import { ChildStopped, runChild } from '#lib/queue';
import { problemOfRefusal } from './print-refusal.js';
import type { SpecimenInput, SpecimenSaid } from './specimen-child.js';

const CHILD = 'libs/card-stock/src/templates/specimen-child.js';
/**
 * From the asking to the PDF, waiting included. What a template can ask for is bounded by its own rules; this ends what a
 * loaded machine could not do in a time that anybody waits for.
 */
const PATIENCE_MS = 20_000;
/** Who comes when so many wait is told to come again. */
const WAITING_MAX = 8;

export interface Specimen {
  readonly pdf: Buffer;
  readonly sha256: Buffer;
}

/**
 * Prints what bears no live PIN: proofs, previews, the duplex test. A sheet takes 0.2 to 0.5 s of pure computing, which
 * would stop every other answer of this process: so a child draws it, one at a time, and is ended when it takes too long.
 */
@Injectable()
export class SpecimenPrinter {
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** @param field of the request that holds the template. @throws Problem with the printer's refusal, or `busy`. */
  async print(input: SpecimenInput, field = ''): Promise<Specimen> {
    if (this.waiting >= WAITING_MAX) throw busy();
    const signal = AbortSignal.timeout(PATIENCE_MS);
    this.waiting++;
    const mine = this.turn.then(() => draw(input, signal));
    this.turn = mine.catch(() => undefined);
    try {
      const said = await mine;
      if (said.kind === 'refused') throw problemOfRefusal(said.refusal, field);
      const pdf = Buffer.from(said.pdf, 'base64');
      return { pdf, sha256: createHash('sha256').update(pdf).digest() };
    } catch (error) {
      throw error instanceof ChildStopped ? busy() : error;
    } finally {
      this.waiting--;
    }
  }
}

function draw(input: SpecimenInput, signal: AbortSignal): Promise<SpecimenSaid> {
  return runChild<SpecimenSaid>({ entry: CHILD, input: { ...input }, signal });
}

function busy(): Problem {
  return new Problem('busy', 'The printer is busy; try again.', { retryAfterS: 1 });
}
