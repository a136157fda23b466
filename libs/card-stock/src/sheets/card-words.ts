import type { SheetSpec } from './sheet-spec.js';

/** Everything that is printed on a card in one language, with the batch's own texts filled in. */
export interface CardWords {
  readonly promise: string;
  readonly scanHere: string;
  readonly notice: string;
  readonly advice: string;
  readonly terms: string;
  readonly serialLabel: string;
  readonly qrLabel: string;
  readonly steps: readonly string[];
  readonly warningTitle: string;
  readonly warning: readonly string[];
  readonly smallPrint: string;
}

export function englishWords(spec: SheetSpec): CardWords {
  const { months, redeemUrl, helpPhone, helpHours, useBy, issuer } = spec;
  const unit = months === 1 ? 'month' : 'months';
  const promise = `Adds ${months} ${unit} to one device. Use within ${useBy}.`;
  return {
    promise,
    scanHere: 'TILL: SCAN THIS CODE',
    notice: 'Worthless until paid for and activated at the till.',
    advice: 'Check that the panel on the back is untouched. Pay here and keep the receipt.',
    terms: `No cash back unless the law says so. Issued by ${issuer}.`,
    serialLabel: 'Card number',
    qrLabel: 'Scan to redeem',
    steps: [
      'Panel untouched? Pay, keep the receipt.',
      'Scratch gently with a coin to see the PIN.',
      `Scan the code, go to ${redeemUrl} or call ${helpPhone}.`,
      'Type the 16 digits and your device number, check the new end date, confirm.',
    ],
    warningTitle: 'Whoever has the PIN can use it. Never read it to a caller.',
    warning: ['No office, bank or company takes payment with this card.', 'Told to buy it? Stop, it is a scam.'],
    smallPrint:
      `${promise} No cash back unless the law says so. ` +
      `PIN unreadable? Call ${helpPhone} (${helpHours}) with card number and receipt.`,
  };
}
