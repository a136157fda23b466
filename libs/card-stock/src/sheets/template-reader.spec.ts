import fc from 'fast-check';
import { type PresetName, PRESETS } from './presets.js';
import type { Box, SheetLayout } from './sheet-layout.js';
import { TILL_CODES } from './sheet-layout.js';
import { LayoutInvalid, PRINTER_DPI, templateDigest, type TemplateSpec } from './template.js';
import { readTemplate } from './template-reader.js';

type Json = { [name: string]: Json } & Json[] & number;

const names = Object.keys(PRESETS) as PresetName[];

/** A preset as it comes from a stranger, with one thing changed. */
function changed(preset: PresetName, change: (json: Json) => void): unknown {
  const json = JSON.parse(JSON.stringify(PRESETS[preset])) as Json;
  change(json);
  return json;
}

/** Sets what is at a place, e.g. `layout.back.panel.x`. */
function set(path: string, value: unknown): (json: Json) => void {
  return (json) => {
    const steps = path.split('.');
    const last = steps.pop()!;
    const parent = steps.reduce<Json>((at, step) => at[step]!, json);
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = value as Json;
  };
}

function refusal(json: unknown): LayoutInvalid {
  try {
    readTemplate(json);
  } catch (error) {
    if (error instanceof LayoutInvalid) return error;
    throw error;
  }
  throw new Error('was read');
}

describe('the presets', () => {
  const all = names.flatMap((name) =>
    TILL_CODES.flatMap((tillCode) => PRINTER_DPI.map((printerDpi) => [name, tillCode, printerDpi] as const)),
  );

  it.each(all)('can be read: %s, %s, %d dpi', (name, tillCode, printerDpi) => {
    const spec = { ...PRESETS[name], tillCode, printerDpi, languages: ['hu', 'ar'] };
    expect(readTemplate(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  });

  it('have digests of their own, which no order of fields changes', () => {
    const digests = names.map((name) => templateDigest(PRESETS[name]).toString('hex'));
    expect(new Set(digests).size).toBe(names.length);
    const reordered = Object.fromEntries(Object.entries(PRESETS['a4-10up']).toReversed()) as unknown as TemplateSpec;
    expect(templateDigest(reordered)).toEqual(templateDigest(PRESETS['a4-10up']));
    const moved = changed('a4-10up', set('layout.back.qr.y', 8.01)) as TemplateSpec;
    expect(templateDigest(moved)).not.toEqual(templateDigest(PRESETS['a4-10up']));
  });
});

describe('a template that makes no card', () => {
  it.each<[pointer: string, preset: PresetName, change: (json: Json) => void]>([
    ['/colour', 'a4-10up', set('colour', 'red')],
    ['/layout/back/qr/moduleMm/mid', 'a4-10up', set('layout.back.qr.moduleMm.mid', 1)],
    ['/layout/back/pin', 'a4-10up', set('layout.back.pin', undefined)],
    ['/layout/name', 'a4-10up', set('layout.name', 'two\nlines')],
    ['/layout/page/width', 'a4-10up', set('layout.page.width', '210')],
    ['/layout/columns', 'a4-10up', set('layout.columns', 2.5)],
    ['/layout/rows', 'a4-10up', set('layout.rows', 1e9)],
    ['/languages', 'a4-10up', set('languages', ['en', 'es', 'hu'])],
    ['/languages', 'a4-10up', set('languages', ['en', 'en'])],
    ['/languages/0', 'a4-10up', set('languages', ['de'])],
    ['/printerDpi', 'a4-10up', set('printerDpi', 203)],
    ['/layout/page/height', 'a4-10up', set('layout.rows', 6)],
    ['/layout/page/width', 'a4-10up', set('layout.gutter.x', 20)],
    ['/layout/page/height', 'a4-10up', set('layout.bleed', 6)],
    ['/layout/page/width', 'id-1', set('marks.crop', true)],
    ['/layout/page/height', 'id-1', set('marks.slug', true)],
    ['/backOffsetMm/x', 'id-1', set('backOffsetMm.x', 0.5)],
    ['/layout/front', 'a4-10up', set('layout.front.databar-expanded-stacked', undefined)],
    ['/layout/front/gs1-128/gtin', 'a4-10up', set('layout.front.gs1-128.gtin', { x: 4, y: 14, width: 1, height: 1 })],
    ['/layout/front/upc-a+code-128/serialCode', 'a4-10up', set('layout.front.upc-a+code-128.serialCode', undefined)],
    ['/layout/front/upc-a+code-128/serialCode', 'a4-10up', set('layout.front.upc-a+code-128.serialCode.x', 42)],
    ['/layout/front/gs1-128/tillCode', 'a4-10up', set('layout.front.gs1-128.tillCode.width', 63)],
    ['/layout/front/gs1-128/tillCode/moduleMm', 'a4-10up', set('layout.front.gs1-128.tillCode.moduleMm.min', 0.31)],
    ['/layout/front/gs1-128/serial', 'a4-10up', set('layout.front.gs1-128.serial.y', 27)],
    ['/layout/front/gs1-128/terms', 'a4-10up', set('layout.front.gs1-128.terms.height', 9)],
    ['/layout/front/gs1-128/productName', 'a4-10up', set('layout.front.gs1-128.band.height', 5)],
    ['/layout/front/gs1-128/scanHere', 'a4-10up', set('layout.front.gs1-128.scanHere.y', 12.1)],
    ['/layout/front/gs1-128/terms', 'id-1', set('layout.front.gs1-128.terms.width', 79)],
    ['/layout/back/panel', 'a4-10up', set('layout.back.panel.height', 7.5)],
    ['/layout/back/steps', 'a4-10up', set('layout.back.steps.y', 10)],
    ['/layout/back/smallPrint', 'a4-10up', set('layout.back.smallPrint.y', 49)],
    ['/layout/back/warningText', 'a4-10up', set('layout.back.warningText.x', 4.5)],
    ['/layout/back/qr', 'a4-10up', set('layout.back.qr.moduleMm.min', 0.55)],
    ['/layout/back/warning', 'id-1', set('layout.back.warning.x', 4)],
    ['/layout/header/title', 'hanger', set('layout.header.title.y', 19)],
    ['/layout/header/text', 'hanger', set('layout.header.text.height', 11)],
    ['/layout/notch/fromBottom', 'id-1', set('layout.notch.fromBottom', 5)],
    ['/layout/notch/radius', 'id-1', set('layout.notch.radius', 1.5)],
  ])('is refused at %s (%s)', (pointer, preset, change) => {
    expect(refusal(changed(preset, change))).toMatchObject({ pointer, detail: expect.stringMatching(/\w/) });
  });

  it.each([null, 7, 'a4-10up', [], {}])('is not even JSON of one: %j', (json) => {
    expect(refusal(json)).toBeInstanceOf(LayoutInvalid);
  });
});

/** Two different ways to count where something is: the reader's own arithmetic is not asked. */
function strayBoxes({ card, safe, front, back }: SheetLayout): string[] {
  const { panel, ...texts } = back;
  const faces = [...Object.values(front).map(({ band: _band, ...boxes }) => boxes), texts];
  const isIn = ({ x, y, width, height }: Box, by: number): boolean =>
    x > by - 0.001 && y > by - 0.001 && x + width < card.width - by + 0.001 && y + height < card.height - by + 0.001;
  const stray = faces.flatMap((boxes) =>
    Object.entries(boxes as Record<string, Box>)
      .filter(([, box]) => !isIn(box, safe))
      .map(([name]) => name),
  );
  return isIn(panel, 1) ? stray : [...stray, 'panel'];
}

it('never lets a box through that leaves the safe part of its card', () => {
  const face = PRESETS['a4-10up'].layout.front['gs1-128']!;
  const places = [
    ...Object.keys(PRESETS['a4-10up'].layout.back).map((name) => `layout.back.${name}`),
    ...Object.keys(face).map((name) => `layout.front.gs1-128.${name}`),
  ];
  let read = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.constantFrom(...places),
      fc.constantFrom('x', 'y', 'width', 'height'),
      fc.oneof(
        fc.double({ min: -10, max: 100 }),
        fc.double({ min: -1, max: 1 }).map((by) => ({ by })),
      ),
      (preset, place, side, value) => {
        const json = changed(preset, (template) => {
          const box = place.split('.').reduce<Json>((at, step) => at[step]!, template);
          box[side] = (typeof value === 'number' ? value : box[side]! + value.by) as Json;
        });
        try {
          const { layout } = readTemplate(json);
          read++;
          expect(strayBoxes(layout)).toEqual([]);
        } catch (error) {
          if (!(error instanceof LayoutInvalid)) throw error;
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(read).toBeGreaterThan(20);
});
