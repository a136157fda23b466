import { CardArt } from './card-art.js';
import { PRESETS } from './presets.js';
import { openDocument } from './sheet-pages.js';
import type { SheetSpec } from './sheet-spec.js';
import { type Language, LANGUAGES, type TemplateSpec } from './template.js';

const CREATED_AT = new Date('2026-11-24T00:00:00Z');

/** The products of the demo world. */
const PRODUCTS = [
  { productName: 'Re-Up 1 Month', months: 1, price: 'USD 12.00' },
  { productName: 'Re-Up 12 Months', months: 12, price: 'USD 100.00' },
];

const SPEC: Omit<SheetSpec, 'template' | 'productName' | 'months' | 'price'> = {
  batchId: 123,
  gtin: '00850001234566',
  plan: 'home',
  redeemHost: 'REUP.EXAMPLE',
  redeemUrl: 'reup.example/redeem',
  helpPhone: '1-800-555-0117',
  helpHours: '7-22 h ET',
  useWithinMonths: 60,
  issuer: 'Re-Up, 1 Renewal Way, Wilmington DE',
  createdAt: CREATED_AT,
};

const one: Language[][] = LANGUAGES.map((language) => [language]);
const pairs = LANGUAGES.flatMap((a) => LANGUAGES.filter((b) => b !== a).map((b) => [a, b]));

// All presets have the same card; the hanger's has more on it than the others'.
const TEMPLATE: TemplateSpec = { ...PRESETS.hanger, languages: ['ar'] };

describe('the words on a card', () => {
  const { fonts } = openDocument(TEMPLATE, 'words', CREATED_AT);

  it.each([...one, ...pairs].map((languages) => languages.join(' and ')))('have room on every face: %s', (names) => {
    const languages = names.split(' and ') as Language[];
    for (const product of PRODUCTS) {
      const art = new CardArt({ ...SPEC, ...product, template: { ...TEMPLATE, languages } }, fonts);
      const faces = Object.values(TEMPLATE.layout.front).map((face) => art.front(face));
      faces.push(art.back(TEMPLATE.layout.back));
      for (const face of faces) expect(face).toContain('TJ');
    }
  });

  it('are of a size that people can read', () => {
    const languages: Language[] = ['hu', 'ar'];
    const art = new CardArt({ ...SPEC, ...PRODUCTS[1]!, template: { ...TEMPLATE, languages } }, fonts);
    const drawn = art.front(TEMPLATE.layout.front['databar-expanded-stacked']!) + art.back(TEMPLATE.layout.back);
    const sizes = { latin: [] as number[], arabic: [] as number[] };
    for (const [, font, size] of drawn.matchAll(/\/(\w+) ([\d.]+) Tf/g)) {
      sizes[font!.startsWith('arabic') ? 'arabic' : 'latin'].push(Number(size));
    }
    // Noto Sans has an x-height of 0.536: 6.346 pt are 1.2 mm. The bold one has 0.546.
    expect(Math.min(...sizes.latin)).toBeGreaterThanOrEqual(6.2);
    expect(Math.min(...sizes.arabic)).toBeGreaterThanOrEqual(7);
  });
});
