import { pipeline } from 'node:stream/promises';
import { cellsOf } from './imposition.js';
import type { SheetDocument } from './sheet-document.js';
import { openDocument, SheetPages } from './sheet-pages.js';
import { checkSpec, type SheetCard, type SheetSpec } from './sheet-spec.js';

/** No card has these numbers: batch 0 does not exist, and a PIN of zeros is never drawn by a mint that checks Luhn. */
export const PROOF_CARD: SheetCard = { serial: '9700000000000000', pin: '0000000000000000' };

/**
 * One sheet, front and back, as a batch with this spec would look, with a dummy card in every cell and PROOF across. The
 * same spec gives the same bytes: people approve their digest.
 * @throws SheetTextInvalid, TextDoesNotFit or LayoutInvalid before anything is written.
 */
export async function renderProof(spec: SheetSpec, out: NodeJS.WritableStream): Promise<void> {
  checkSpec(spec);
  const cells = cellsOf(spec.template.layout);
  const document = openDocument(spec.template, 'Proof of cards', spec.createdAt);
  const pages = new SheetPages(document, { ...spec, numbering: undefined }, cells, 'proof');
  const cards = Array.from({ length: cells }, (_, cell) => ({ cell, card: PROOF_CARD }));
  pages.add({ number: 0, pile: 0, cards });
  await finish(document, out);
}

/** Ends a document of few pages and waits until `out` has all of it. */
export async function finish(document: SheetDocument, out: NodeJS.WritableStream): Promise<void> {
  const written = pipeline(document.stream, out);
  document.end();
  await written;
}
