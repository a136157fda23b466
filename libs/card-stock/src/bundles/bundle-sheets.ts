import { cardId, serialOf } from '#lib/cards';
import { withoutCardNumbers } from '#lib/runtime';
import { SHEET_CARDS_MAX } from '../sheet-parts.js';
import { cellsOf, numberFiles } from '../sheets/imposition.js';
import { renderSheets } from '../sheets/index.js';
import { refusalIn } from '../templates/print-refusal.js';
import { sheetSpec } from '../templates/print-spec.js';
import { PROOF_DIFFERS, makesTheSame } from '../templates/proof-bytes.js';
import type { BundleInput, BundleSaid, ContentParts } from './bundle-child.js';
import { type CardTally, type ContentCard, type ContentFile, sheetsContent, sheetFileName } from './bundle-content.js';

/** Draws only with a printer that still makes what two people approved, and says why texts make no card. */
export async function drawn({ proof }: BundleInput, draw: () => Promise<BundleSaid>): Promise<BundleSaid> {
  try {
    if (await makesTheSame(proof)) return await draw();
    return { kind: 'refused', reason: `proof.differs: ${PROOF_DIFFERS}` };
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal === undefined) throw error;
    return { kind: 'refused', reason: `${refusal.code}: ${withoutCardNumbers(refusal.detail)}` };
  }
}

/** As many files as the cards need, of whole piles where a pile is not larger than a file, numbered through. */
export function contentOfSheets({ input: { spec }, facts, tally, good, cards }: ContentParts): AsyncGenerator<Buffer> {
  const { batchId, template } = spec;
  const pileCards = cellsOf(template.layout) * template.layout.sheetsPerPile;
  const piles = Math.floor(SHEET_CARDS_MAX / pileCards);
  const parts = good.inParts(piles === 0 ? SHEET_CARDS_MAX : piles * pileCards);
  const counts = parts.map(({ count }) => count);
  const numbering = numberFiles(counts, template.layout);
  const files = parts.map(({ first, last, count }, n): ContentFile => {
    const sheets = sheetSpec(parts.length === 1 ? spec : { ...spec, numbering: numbering[n]! });
    return {
      name: sheetFileName(batchId, first, last),
      firstSerial: serialOf(cardId(batchId, first)),
      lastSerial: serialOf(cardId(batchId, last)),
      cards: count,
      draw: (out) => renderSheets(tallied(cards(first, last), tally), count, sheets, out),
    };
  });
  return sheetsContent(files, facts, tally);
}

async function* tallied(cards: AsyncIterable<ContentCard>, tally: CardTally): AsyncGenerator<ContentCard> {
  for await (const card of cards) {
    tally.add(card.index);
    yield card;
  }
}
