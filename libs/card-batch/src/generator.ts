import { canonicalJson } from '#lib/kernel';
import type { Batch } from '#lib/cards';

/** How a batch's numbers are made. Written down with the request, so that an approver agrees to it and a later version can't differ. */
export interface GeneratorSettings {
  readonly version: number;
  readonly serial: { readonly prefix: string; readonly digits: number; readonly check: string };
  readonly pin: {
    readonly source: string;
    readonly randomDigits: number;
    readonly digits: number;
    readonly check: string;
    readonly redrawnWhile: string;
  };
  readonly digest: { readonly algorithm: string; readonly bytes: number; readonly pepperId: number };
  readonly chunk: { readonly cipher: string; readonly ivBits: number; readonly cards: number };
}

/** What this version of the mint does: raise the number with any change of it. */
const VERSION = 1;

export function generatorOf({ pepperId, chunkSize }: Pick<Batch, 'pepperId' | 'chunkSize'>): GeneratorSettings {
  return {
    version: VERSION,
    serial: { prefix: '97', digits: 16, check: 'Luhn' },
    pin: {
      source: 'CSPRNG of the operating system, 3 draws of 5 digits, biased draws rejected',
      randomDigits: 15,
      digits: 16,
      check: 'Damm',
      redrawnWhile: 'the 16 digits pass Luhn',
    },
    digest: { algorithm: 'HMAC-SHA-256', bytes: 16, pepperId },
    chunk: { cipher: 'AES-256-GCM', ivBits: 96, cards: chunkSize },
  };
}

/** Whether this version of the mint would make the numbers as they were asked for. A batch of an earlier version says nothing. */
export function makesAsApproved(batch: Pick<Batch, 'generator' | 'pepperId' | 'chunkSize'>): boolean {
  return batch.generator === null || canonicalJson(batch.generator) === canonicalJson(generatorOf(batch));
}
