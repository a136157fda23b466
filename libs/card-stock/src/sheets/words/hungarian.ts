import { isolated } from '../bidi-runs.js';
import type { CardWords, WordFacts } from '../card-words.js';
import { counted, countedTime } from './plural.js';

export function hungarianWords({ months, useWithinMonths, plan, redeemUrl, helpPhone, issuer }: WordFacts): CardWords {
  const added = counted('hu', months, { other: '# naptári hónappal' });
  const time = countedTime('hu', useWithinMonths, { month: { other: '# hónapig' }, year: { other: '# évig' } });
  const useBy = `A vásárlástól ${time} használható fel.`;
  return {
    promise: `Egy ${plan} készülék előfizetését ${added} meghosszabbítja.`,
    scanHere: 'PÉNZTÁR: OLVASSA BE',
    notice: {
      full: 'Értéktelen, amíg a pénztárnál ki nem fizetik és nem aktiválják.',
      short: 'Csak a pénztárnál kifizetve és aktiválva érvényes.',
    },
    advice: {
      full: ['Nézze meg, hogy a hátoldalon a kaparós mező sértetlen-e. Itt fizessen, őrizze meg a blokkot.', useBy],
      short: [useBy],
    },
    terms: 'Készpénzre nem váltható, kivéve ha jogszabály előírja. További díj nincs.',
    issuedBy: `Kibocsátó: ${issuer}.`,
    serialLabel: { full: 'Kártyaszám', short: 'Sorszám' },
    qrLabel: 'Beváltás',
    steps: {
      full: [
        'Nézze meg, hogy a kaparós mező sértetlen-e, fizessen, őrizze meg a blokkot.',
        'Óvatosan kaparja le egy érmével.',
        `Olvassa be a kódot, nyissa meg: ${isolated(redeemUrl)}, vagy hívja: ${isolated(helpPhone)}.`,
        'Írja be a 16 számjegyet és a készülék számát, ellenőrizze az új lejáratot, erősítse meg.',
      ],
      short: [
        'Sértetlen a mező? Fizessen, őrizze meg a blokkot.',
        'Kaparja le egy érmével.',
        'Olvassa be a kódot, vagy: web, telefon.',
        'Írja be a PIN-t és a készülék számát, nézze meg az új lejáratot, erősítse meg.',
      ],
    },
    warningTitle: {
      full: 'Aki ismeri a PIN-kódot, fel is használhatja. Telefonálónak soha ne olvassa be.',
      short: 'Telefonálónak soha ne olvassa be a PIN-t: ez csalás.',
    },
    warning: {
      full: [
        'Hivatal, bank vagy cég nem kér ilyen kártyával fizetést. Arra kérték, hogy vegye meg? Álljon meg, ez csalás.',
      ],
      short: ['Hivatal, bank vagy cég nem kér ilyen kártyával fizetést.'],
    },
    unreadable: 'Olvashatatlan PIN? Hívjon minket a kártyaszámmal és a blokkal.',
  };
}
