import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import type { SpotName } from './drawing.js';
import { type FontName, SheetFont, Typeface } from './sheet-font.js';
import { type Box, POINTS_PER_MM, type Size } from './sheet-layout.js';

export interface SheetFonts {
  readonly regular: Typeface;
  readonly bold: Typeface;
  readonly mono: SheetFont;
}

/** Of the page tree: few enough to be forgotten soon, enough for a flat tree. */
const PAGES_PER_BRANCH = 200;

/** Overprint leaves what other plates have there; the word across a proof lets shine through what it covers. */
const GRAPHICS_STATES = { Overprint: { OP: true, op: true, OPM: 1 }, Proof: { ca: 0.3 } };

const SHOWN_AS: Record<SpotName, readonly number[]> = { SCRATCH: [0, 0, 0, 0.3], DIE: [0, 1, 0, 0] };

export interface DocumentOptions {
  readonly page: Size;
  /** Of all pieces on a page together: where they are cut, and where their art ends. */
  readonly art: { readonly trim: Box; readonly bleed: Box };
  readonly title: string;
  readonly createdAt: Date;
  /** Whether Arabic is to be printed. */
  readonly arabic: boolean;
  readonly spotColours: boolean;
}

/** Pages differ by numbers only: a higher level costs twice the time and saves a tenth. */
const DEFLATE = { level: 4, memLevel: 9 };

/** A PDF object that pdfkit writes when it is ended. Its own types are too narrow, and leave the page tree out. */
export interface Reference<Data = object> {
  data: Data;
  end(content?: Uint8Array): void;
}
type PageNode = Reference<{ Kids: Reference[]; Count: number }>;
interface Internals {
  readonly _root: { readonly data: { readonly Pages: PageNode } };
  ref<Data extends object>(data: Data): Reference<Data>;
}

/**
 * A PDF of many like pages. pdfkit embeds the fonts and writes the objects; the page tree is ours, because pdfkit's
 * keeps every page in memory until the end: here pages hang on branches, each of which is written and forgotten when it
 * is full. What all pages share (size, fonts, forms) stands once, at the root of the tree.
 */
export class SheetDocument {
  readonly fonts: SheetFonts;
  /** The bytes of the PDF. Nothing is lost if nobody reads them before the first page. */
  readonly stream: PDFKit.PDFDocument;
  private readonly root: PageNode;
  private readonly resources: Reference;
  private readonly forms: Record<string, Reference> = {};
  private branch: PageNode | undefined;
  private readonly objects: Internals;
  private readonly embedded: SheetFont[] = [];
  private readonly boxes: Record<'TrimBox' | 'BleedBox', Reference>;

  constructor({ page, art, title, createdAt, arabic, spotColours }: DocumentOptions) {
    this.stream = new PDFDocument({
      autoFirstPage: false,
      bufferPages: false,
      font: '', // no Helvetica
      pdfVersion: '1.7',
      info: { Title: title, Producer: 'Re-Up', Creator: 'Re-Up', CreationDate: createdAt },
    });
    const embed = (name: FontName): SheetFont => {
      const font = SheetFont.embed(this.stream, name);
      this.embedded.push(font);
      return font;
    };
    this.fonts = {
      regular: new Typeface(embed('regular'), arabic ? embed('arabic') : undefined),
      bold: new Typeface(embed('bold'), arabic ? embed('arabicBold') : undefined),
      mono: embed('mono'),
    };
    this.objects = this.stream as unknown as Internals;
    this.root = this.objects._root.data.Pages;
    this.resources = this.objects.ref({
      Font: Object.fromEntries(this.embedded.map((font) => [font.name, font.reference()])),
      XObject: this.forms,
      ExtGState: GRAPHICS_STATES,
      ...(spotColours && { ColorSpace: { SCRATCH: separation('SCRATCH'), DIE: separation('DIE') } }),
    });
    this.boxes = { TrimBox: this.boxOf(art.trim, page), BleedBox: this.boxOf(art.bleed, page) };
    Object.assign(this.root.data, {
      MediaBox: [0, 0, page.width * POINTS_PER_MM, page.height * POINTS_PER_MM],
      Resources: this.resources,
    });
  }

  /**
   * A drawing that many pages repeat.
   * @param bounds what it may cover, from its own top left corner.
   * @returns the name that `Do` takes.
   */
  addForm(content: string, size: Size, bounds: Box): string {
    const name = `Form${Object.keys(this.forms).length + 1}`;
    const left = bounds.x * POINTS_PER_MM;
    const top = (size.height - bounds.y) * POINTS_PER_MM;
    const form = this.objects.ref({
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [left, top - bounds.height * POINTS_PER_MM, left + bounds.width * POINTS_PER_MM, top],
      Resources: this.resources,
    });
    form.end(Buffer.from(content, 'latin1'));
    this.forms[name] = form;
    return name;
  }

  addPage(content: string): void {
    this.branch ??= this.objects.ref({ Type: 'Pages', Parent: this.root, Kids: [], Count: 0 });
    const contents = this.objects.ref({ Filter: 'FlateDecode' });
    contents.end(deflateSync(Buffer.from(content, 'latin1'), DEFLATE));
    const page = this.objects.ref({ Type: 'Page', Parent: this.branch, Contents: contents, ...this.boxes });
    page.end();
    this.branch.data.Kids.push(page);
    if (++this.branch.data.Count === PAGES_PER_BRANCH) this.endBranch();
  }

  end(): void {
    this.endBranch();
    this.resources.end();
    this.stream.end();
  }

  private endBranch(): void {
    if (this.branch === undefined) return;
    this.branch.end();
    this.root.data.Kids.push(this.branch);
    this.root.data.Count += this.branch.data.Count;
    this.branch.data = { Kids: [], Count: 0 }; // already written
    this.branch = undefined;
  }

  /** Written once: page boxes are not inherited. */
  private boxOf({ x, y, width, height }: Box, page: Size): Reference {
    const edges = [x, page.height - y - height, x + width, page.height - y];
    const reference = this.objects.ref(edges.map((edge) => round(edge * POINTS_PER_MM)));
    reference.end();
    return reference;
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** A plate of its own, and what a screen shows in its place. */
function separation(name: SpotName): unknown[] {
  const tint = { FunctionType: 2, Domain: [0, 1], C0: [0, 0, 0, 0], C1: SHOWN_AS[name], N: 1 };
  return ['Separation', name, 'DeviceCMYK', tint];
}
