import { type TemplateSpec, boxesOf, looksLikeSpec, numbersOf, withValue } from './spec.js';
import { placesOfTooLong } from './too-long.js';

const box = { x: 1, y: 2, width: 3, height: 4 };
const SPEC: TemplateSpec = {
  layout: {
    name: 'A4',
    gutter: { x: 6, y: 2 },
    front: {
      'gs1-128': { price: box },
      'databar-expanded-stacked': { price: { ...box, moduleMm: { min: 0.3, max: 0.4 } } },
    },
    back: { steps: box, warning: box, warningText: box },
  },
  languages: ['en', 'es'],
  tillCode: 'gs1-128',
  printerDpi: 600,
  turn: 'long-edge',
  marks: { crop: true, registration: true, slug: true },
  spotColours: false,
  backOffsetMm: { x: 0, y: 0 },
};

describe('a template in the editor', () => {
  it('shows every box by its place, and every other number of its layout once', () => {
    expect(boxesOf(SPEC).map(({ pointer }) => pointer)).toEqual([
      '/layout/front/gs1-128/price',
      '/layout/front/databar-expanded-stacked/price',
      '/layout/back/steps',
      '/layout/back/warning',
      '/layout/back/warningText',
    ]);
    expect(numbersOf(SPEC).map(({ pointer }) => pointer)).toEqual([
      '/layout/gutter/x',
      '/layout/gutter/y',
      '/layout/front/databar-expanded-stacked/price/moduleMm/min',
      '/layout/front/databar-expanded-stacked/price/moduleMm/max',
    ]);
  });

  it('changes one value and leaves the old template as it was', () => {
    const before = structuredClone(SPEC);
    const changed = withValue(SPEC, '/layout/back/steps/x', 9);
    expect(boxesOf(changed).find(({ pointer }) => pointer === '/layout/back/steps')?.box).toEqual({ ...box, x: 9 });
    expect(SPEC).toEqual(before);
    expect(changed.layout['front']).toBe(SPEC.layout['front']);
  });

  it('tells a template from other JSON', () => {
    expect([looksLikeSpec(SPEC), looksLikeSpec({}), looksLikeSpec([]), looksLikeSpec({ layout: {} })]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('finds the box of a text that has no room, and blames both languages', () => {
    const detail = 'steps (en, es) does not fit 3 x 4 mm at a legible size: "Scratch"';
    const places = placesOfTooLong(detail, SPEC);
    expect(Object.keys(places)).toEqual(['/layout/back/steps', '/languages']);
    expect(places['/layout/back/steps']).toContain('3 x 4 mm');
    expect(Object.keys(placesOfTooLong('warning (en) does not fit', SPEC))).toEqual(['/layout/back/warningText']);
    expect(Object.keys(placesOfTooLong('price does not fit 3 x 4 mm at a legible size: "USD"', SPEC))).toEqual([
      '/layout/front/gs1-128/price',
    ]);
    expect(placesOfTooLong('something else', SPEC)).toEqual({});
  });
});
