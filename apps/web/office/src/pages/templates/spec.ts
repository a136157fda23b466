/** Millimetres, from the top left corner of what it lies in. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const LANGUAGES = { en: 'English', es: 'Español', hu: 'Magyar', ar: 'العربية' } as const;
export type Language = keyof typeof LANGUAGES;

export const TILL_CODES = {
  'databar-expanded-stacked': 'DataBar Expanded Stacked',
  'gs1-128': 'GS1-128',
  'upc-a+code-128': 'UPC-A + Code 128',
} as const;
export type TillCode = keyof typeof TILL_CODES;

export const DPIS = [300, 600, 1200] as const;

/** What the API takes as a template; the layout is data whose parts we need not know by name. */
export interface TemplateSpec {
  readonly layout: { readonly name: string; readonly [part: string]: unknown };
  readonly languages: readonly Language[];
  readonly tillCode: TillCode;
  readonly printerDpi: (typeof DPIS)[number];
  readonly turn: 'long-edge' | 'short-edge';
  readonly marks: { readonly crop: boolean; readonly registration: boolean; readonly slug: boolean };
  readonly spotColours: boolean;
  readonly backOffsetMm: { readonly x: number; readonly y: number };
}

/** One box of a layout, as a row of the editor's table. */
export interface BoxRow {
  /** Into the spec, e.g. `/layout/back/pin`. */
  readonly pointer: string;
  readonly face: string;
  readonly name: string;
  readonly box: Box;
}

/** A number of the layout that belongs to no box: page, gutter, bleed, module widths. */
export interface NumberRow {
  readonly pointer: string;
  readonly name: string;
  readonly value: number;
}

export const BOX_SIDES = ['x', 'y', 'width', 'height'] as const;

/** All boxes of a layout, in the order in which it names them. */
export function boxesOf({ layout }: TemplateSpec): BoxRow[] {
  const rows: BoxRow[] = [];
  walk(layout, [], (value, path) => {
    if (!isBox(value)) return;
    const { x, y, width, height } = value;
    const face = path.slice(0, -1).map(words).join(' · ');
    rows.push({ pointer: pointerOf(path), face, name: words(path.at(-1)!), box: { x, y, width, height } });
  });
  return rows;
}

/** All other numbers of a layout. */
export function numbersOf({ layout }: TemplateSpec): NumberRow[] {
  const rows: NumberRow[] = [];
  walk(layout, [], (value, path, parent) => {
    if (typeof value !== 'number') return;
    if (isBox(parent) && (BOX_SIDES as readonly string[]).includes(path.at(-1)!)) return;
    rows.push({ pointer: pointerOf(path), name: path.map(words).join(' · '), value });
  });
  return rows;
}

/** The spec with another value at a pointer; everything else is shared with the old one. */
export function withValue(spec: TemplateSpec, pointer: string, value: unknown): TemplateSpec {
  return replaced(spec, pointer.slice(1).split('/').map(unescaped), value) as TemplateSpec;
}

/** Whether a text is a spec as far as the editor needs to know; what it says, the API judges. */
export function looksLikeSpec(value: unknown): value is TemplateSpec {
  if (!isObject(value) || !isObject(value['layout']) || typeof value['layout']['name'] !== 'string') return false;
  const { languages, marks, backOffsetMm } = value;
  return Array.isArray(languages) && isObject(marks) && isObject(backOffsetMm);
}

/** Each named in itself: `English, Magyar`. */
export function languageNames(languages: readonly Language[]): string {
  return languages.map((language) => LANGUAGES[language]).join(', ');
}

/** The name of a part as people read it: `panelClearance` → `panel clearance`. */
export function words(name: string): string {
  if (name in TILL_CODES) return TILL_CODES[name as TillCode];
  const spaced = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return /^\d+$/.test(spaced) ? `${Number(spaced) + 1}` : spaced;
}

function walk(
  value: unknown,
  path: readonly string[],
  visit: (value: unknown, path: readonly string[], parent: unknown) => void,
): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    visit(part, [...path, name], value);
    walk(part, [...path, name], visit);
  }
}

function isBox(value: unknown): value is Box {
  return isObject(value) && BOX_SIDES.every((side) => typeof value[side] === 'number');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pointerOf(path: readonly string[]): string {
  return ['/layout', ...path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function replaced(whole: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(whole)) return whole.map((part, i) => (String(i) === first ? replaced(part, rest, value) : part));
  const object = whole as Record<string, unknown>;
  return { ...object, [first]: replaced(object[first], rest, value) };
}
