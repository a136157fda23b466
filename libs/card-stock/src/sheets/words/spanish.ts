import { isolated } from '../bidi-runs.js';
import type { CardWords, WordFacts } from '../card-words.js';
import { counted, countedTime } from './plural.js';

export function spanishWords({ months, useWithinMonths, plan, redeemUrl, helpPhone, issuer }: WordFacts): CardWords {
  const added = counted('es', months, { one: '# mes natural', other: '# meses naturales' });
  const time = countedTime('es', useWithinMonths, {
    month: { one: '# mes', other: '# meses' },
    year: { other: '# años' },
  });
  const useBy = `Válida ${time} desde la compra.`;
  return {
    promise: `Añade ${added} a un dispositivo ${plan}.`,
    scanHere: 'CAJA: ESCANEE AQUÍ',
    notice: {
      full: 'Sin valor hasta que se paga y se activa en la caja.',
      short: 'Sin valor hasta que se paga y se activa en la caja.',
    },
    advice: {
      full: ['Compruebe que el panel del reverso está intacto. Pague aquí y guarde el recibo.', useBy],
      short: [useBy],
    },
    terms: 'No se canjea por dinero salvo que lo exija la ley. Sin otros cargos.',
    issuedBy: `Emisor: ${issuer}.`,
    serialLabel: { full: 'N.º de tarjeta', short: 'N.º tarjeta' },
    qrLabel: 'Canjear aquí',
    steps: {
      full: [
        'Compruebe que el panel está intacto, pague y guarde el recibo.',
        'Raspe con suavidad con una moneda.',
        `Escanee el código, entre en ${isolated(redeemUrl)} o llame al ${isolated(helpPhone)}.`,
        'Escriba las 16 cifras y el número de su dispositivo, revise la nueva fecha de vencimiento y confirme.',
      ],
      short: [
        '¿Panel intacto? Pague y guarde el recibo.',
        'Raspe con una moneda.',
        'Escanee el código, entre en la web o llame.',
        'Escriba el PIN y el n.º de dispositivo, revise el nuevo vencimiento y confirme.',
      ],
    },
    warningTitle: {
      full: 'Quien tenga el PIN puede usarlo. No lo lea a quien le llame.',
      short: 'No lea el PIN a quien le llame: es una estafa.',
    },
    warning: {
      full: ['Ninguna oficina, banco o empresa cobra con esta tarjeta. ¿Le pidieron comprarla? Pare, es una estafa.'],
      short: ['Ninguna oficina, banco o empresa cobra con esta tarjeta.'],
    },
    unreadable: '¿PIN ilegible? Llame con el número de tarjeta y el recibo.',
  };
}
