import { type CardRange, CARDS_A_BATCH, batchNumber, cardId, cardsIn, readSerial, serialOf } from '#lib/cards';
import { Problem } from '#lib/kernel';

/** Lines of one list; a house with more sends several. */
export const SPOILAGE_LINES_MAX = 10_000;
/** Cards of one list: they are updated in one transaction. */
export const SPOILAGE_CARDS_MAX = 100_000;

/**
 * What a house ruined, from its list: `9700011700000005`, or `9700011700000005..9700011700000096` for all from the one
 * to the other. Sorted, and each card named once.
 * @throws Problem that names the line (from 1) it is about.
 */
export function readSpoilage(lines: readonly string[], batchId: number, quantity: number): CardRange[] {
  const named = lines.map((line, i) => ({ ...rangeIn(line, i + 1), line: i + 1 }));
  const batch = { first: cardId(batchId, 0), last: cardId(batchId, quantity - 1) };
  const foreign = named.find(({ firstCard, lastCard }) => firstCard < batch.first || lastCard > batch.last);
  if (foreign !== undefined) {
    throw new Problem(
      'spoilage.foreign',
      `Line ${foreign.line} is not of batch ${batchNumber(batchId)}. Nothing was spoiled.`,
    );
  }
  named.sort((a, b) => (a.firstCard < b.firstCard ? -1 : 1));
  const twice = named.find((range, i) => i > 0 && range.firstCard <= named[i - 1]!.lastCard);
  if (twice !== undefined)
    throw new Problem('request.invalid', `Line ${twice.line} names a card that another line names.`);
  const ranges = named.map(({ firstCard, lastCard }) => ({ firstCard, lastCard }));
  if (ranges.reduce((sum, range) => sum + cardsIn(range), 0) > SPOILAGE_CARDS_MAX) {
    throw new Problem('range.invalid', `A list spoils at most ${SPOILAGE_CARDS_MAX} cards: send several.`);
  }
  return ranges;
}

function rangeIn(text: string, line: number): CardRange {
  const [first, last, ...more] = text.split('..');
  if (more.length > 0) throw new Problem('request.invalid', `Line ${line} is no serial and no range of serials.`);
  const firstCard = cardIn(first!, line);
  const lastCard = last === undefined ? firstCard : cardIn(last, line);
  if (firstCard > lastCard || lastCard - firstCard >= CARDS_A_BATCH) {
    throw new Problem(
      'range.invalid',
      `Line ${line} runs backwards or over batches: ${serialOf(firstCard)} comes first.`,
    );
  }
  return { firstCard, lastCard };
}

function cardIn(text: string, line: number): bigint {
  const reading = readSerial(text.trim());
  if (reading.kind === 'serial') return reading.id;
  if (reading.kind === 'check_digit')
    throw new Problem('serial.check_digit', `The serial in line ${line} is mistyped.`);
  throw new Problem('request.invalid', `Line ${line} is no serial of 16 digits.`);
}
