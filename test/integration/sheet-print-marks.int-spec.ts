import { PRESETS, type SheetSpec, type TemplateSpec } from '#lib/card-stock';
import { Name, PdfReader } from '../support/pdf-reader.js';
import { seenLines } from '../support/pdf-text.js';
import { SHEET_SPEC, sheetCards, sheetsOf } from '../support/sheet-batch.js';

const POINTS_PER_MM = 72 / 25.4;
const ARABIC = /\p{Script=Arabic}/u;

async function printed(template: TemplateSpec, change: Partial<SheetSpec> = {}): Promise<PdfReader> {
  return new PdfReader(await sheetsOf(sheetCards(1), { ...SHEET_SPEC, ...change, template }));
}

function inMm(box: readonly number[]): number[] {
  return box.map((edge) => Math.round((edge / POINTS_PER_MM) * 100) / 100);
}

describe('a page for a press', () => {
  let pdf: PdfReader;

  beforeAll(async () => {
    pdf = await printed(PRESETS['id-1']);
  });

  it('says where it is cut and how far its art runs over', () => {
    for (const { mediaBox, trimBox, bleedBox } of pdf.pages) {
      expect(inMm(mediaBox)).toEqual([0, 0, 91.6, 59.98]);
      expect(inMm(bleedBox)).toEqual([0, 0, 91.6, 59.98]);
      expect(inMm(trimBox)).toEqual([3, 3, 88.6, 56.98]);
    }
  });

  it('has plates of their own for scratch ink and die, which print over the others', () => {
    const { resources, content } = pdf.pages[1]!;
    const spaces = pdf.dict(resources.get('ColorSpace'));
    for (const plate of ['SCRATCH', 'DIE']) {
      expect(spaces.get(plate)).toEqual([
        new Name('Separation'),
        new Name(plate),
        new Name('DeviceCMYK'),
        expect.any(Map),
      ]);
    }
    // The PIN is set over the panel without a hole in its ink.
    expect(content.indexOf('/Overprint gs')).toBe(0);
    const forms = [...pdf.dict(resources.get('XObject')).values()].map((form) => pdf.stream(form).content);
    expect(forms.filter((form) => form.includes('/SCRATCH cs 1 scn'))).toHaveLength(1);
    expect(forms.filter((form) => form.includes('/DIE CS 1 SCN'))).toHaveLength(1);
  });
});

it('needs no plates on an office printer', async () => {
  const pdf = await printed(PRESETS['a4-10up']);
  expect(pdf.pages[0]!.resources.has('ColorSpace')).toBe(false);
});

it('counts sheets and piles through the files of a batch', async () => {
  const numbering = { sheetsBefore: 100, sheets: 126, pilesBefore: 1, piles: 3 };
  const pdf = await printed(PRESETS['a4-10up'], { numbering });
  expect(seenLines(pdf, 0)).toContain('Batch 000123 \u00b7 sheet 101 of 126 \u00b7 pile 2 of 3 \u00b7 front');
});

describe('the words of a page', () => {
  const pair = { ...PRESETS['a4-10up'], languages: ['hu', 'ar'] } as const;

  it('are all there, in both languages', async () => {
    const pdf = await printed(pair);
    const [front, back] = [0, 1].map((page) => seenLines(pdf, page).join('\n').replaceAll('\u00a0', ' ')) as [
      string,
      string,
    ];
    expect(front).toContain('Egy Home készülék előfizetését 3 naptári hónappal meghosszabbítja.');
    expect(front).toContain('További díj nincs.');
    expect(back).toContain('Telefonálónak soha ne olvassa be a PIN-t: ez csalás.');
    expect(back).toContain('reup.example/redeem \u00b7 +1 800 555 0100 \u00b7 7-22 h ET');
    expect(front).toMatch(ARABIC);
    expect(back).toMatch(ARABIC);
  });

  it('run from right to left in Arabic, and numbers and names in them from left to right', async () => {
    const pdf = await printed({ ...PRESETS['a4-10up'], languages: ['ar'] });
    const lines = [0, 1].flatMap((page) => seenLines(pdf, page)).map((line) => line.replaceAll('\u00a0', ' '));
    const promise = lines.find((line) => line.includes('Home'))!;
    // The sentence ends on the left, with the plan; its number is further right, before the plan as it is read.
    expect(promise).toMatch(/^\.Home /);
    expect(promise.indexOf('3')).toBeGreaterThan(promise.indexOf('Home'));
    expect(lines.some((line) => line.includes('.(PIN)'))).toBe(true);
    const arabic = lines.filter((line) => ARABIC.test(line)).join('\n');
    expect(arabic).toContain('reup.example/redeem');
    expect(arabic).toContain('+1 800 555 0100');
    expect(arabic).not.toMatch(/[\u0660-\u0669\u2066-\u2069]/);
  });
});
