import { createHash } from 'node:crypto';
import type { FrontFace, SheetLayout, TillCode } from './sheet-layout.js';

export const LANGUAGES = ['en', 'es', 'hu', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

export const PRINTER_DPI = [300, 600, 1200] as const;
export type PrinterDpi = (typeof PRINTER_DPI)[number];

/** How a printer turns the sheet for its second side. */
export const TURNS = ['long-edge', 'short-edge'] as const;
export type Turn = (typeof TURNS)[number];

/** How cards of a batch are printed, as plain JSON: what people approve, and what a batch is bound to. */
export interface TemplateSpec {
  readonly layout: SheetLayout;
  /** One or two, both on every card, in this order. */
  readonly languages: readonly Language[];
  readonly tillCode: TillCode;
  /** Modules of codes are whole dots of it. */
  readonly printerDpi: PrinterDpi;
  readonly turn: Turn;
  readonly marks: { readonly crop: boolean; readonly registration: boolean; readonly slug: boolean };
  /** Scratch ink and cuts as separations `SCRATCH` and `DIE`, for a press. */
  readonly spotColours: boolean;
  /** Added to the places of all backs, right and down: read off the sheet of `renderOffsetTest`. */
  readonly backOffsetMm: { readonly x: number; readonly y: number };
}

/** A template that makes no sheet: what is wrong, and where in its JSON (RFC 6901). */
export class LayoutInvalid extends Error {
  override readonly name = 'LayoutInvalid';

  constructor(
    readonly pointer: string,
    readonly detail: string,
  ) {
    super(`${pointer === '' ? 'the template' : pointer}: ${detail}`);
  }
}

/** SHA-256 of the template as JSON with sorted names: what an approval stands for, however it was stored between. */
export function templateDigest(template: TemplateSpec): Buffer {
  return createHash('sha256').update(sortedJson(template)).digest();
}

/** The face that this template's till code asks for. @throws LayoutInvalid if its layout has none. */
export function frontOf({ layout, tillCode }: TemplateSpec): FrontFace {
  const face = layout.front[tillCode];
  if (face === undefined) throw new LayoutInvalid('/layout/front', `has no face for ${tillCode}`);
  return face;
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${sortedJson(field)}`).join(',')}}`;
}
