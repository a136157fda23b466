import { isolated } from '../bidi-runs.js';
import type { CardWords, WordFacts } from '../card-words.js';
import { counted, countedTime } from './plural.js';

export function englishWords({ months, useWithinMonths, plan, redeemUrl, helpPhone, issuer }: WordFacts): CardWords {
  const added = counted('en', months, { one: '# calendar month', other: '# calendar months' });
  const time = countedTime('en', useWithinMonths, {
    month: { one: '# month', other: '# months' },
    year: { other: '# years' },
  });
  const useBy = `Use within ${time} of purchase.`;
  const pay = 'Panel untouched? Pay, keep the receipt.';
  return {
    promise: `Adds ${added} to one ${plan} device.`,
    scanHere: 'TILL: SCAN HERE',
    notice: {
      full: 'No value until paid for and activated at the till.',
      short: 'No value until paid for and activated at the till.',
    },
    advice: {
      full: ['Check that the panel on the back is untouched. Pay here, keep the receipt.', useBy],
      short: [useBy],
    },
    terms: 'No cash back unless the law says so. No other fees.',
    issuedBy: `Issued by ${issuer}.`,
    serialLabel: { full: 'Card number', short: 'Card no.' },
    qrLabel: 'Scan to redeem',
    steps: {
      full: [
        pay,
        'Scratch gently with a coin to see the PIN.',
        `Scan the code, go to ${isolated(redeemUrl)} or call ${isolated(helpPhone)}.`,
        'Type the 16 digits and your device number, check the new end date, confirm.',
      ],
      short: [
        pay,
        'Scratch gently with a coin.',
        'Scan the code, go online or call.',
        'Type PIN and device number, check the new end date, confirm.',
      ],
    },
    warningTitle: {
      full: 'Whoever has the PIN can use it. Never read it to a caller.',
      short: 'Never read the PIN to a caller: it is a scam.',
    },
    warning: {
      full: ['No office, bank or company takes payment with this card. Told to buy it? Stop, it is a scam.'],
      short: ['No office, bank or company takes payment with this card.'],
    },
    unreadable: 'PIN unreadable? Call with card number and receipt.',
  };
}
