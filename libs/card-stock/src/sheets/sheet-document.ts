import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import { type FontName, SheetFont } from './sheet-font.js';
import { type Box, POINTS_PER_MM, type Size } from './sheet-layout.js';

export type SheetFonts = Readonly<Record<FontName, SheetFont>>;

/** Of the page tree: few enough to be forgotten soon, enough for a flat tree. */
const PAGES_PER_BRANCH = 200;

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

  constructor(page: Size, createdAt: Date, title: string) {
    this.stream = new PDFDocument({
      autoFirstPage: false,
      bufferPages: false,
      font: '', // no Helvetica
      pdfVersion: '1.7',
      info: { Title: title, Producer: 'Re-Up', Creator: 'Re-Up', CreationDate: createdAt },
    });
    this.fonts = {
      regular: SheetFont.embed(this.stream, 'regular'),
      bold: SheetFont.embed(this.stream, 'bold'),
      mono: SheetFont.embed(this.stream, 'mono'),
    };
    this.objects = this.stream as unknown as Internals;
    this.root = this.objects._root.data.Pages;
    this.resources = this.objects.ref({ Font: this.fontReferences(), XObject: this.forms });
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
    const page = this.objects.ref({ Type: 'Page', Parent: this.branch, Contents: contents });
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

  private fontReferences(): Record<string, Reference> {
    return Object.fromEntries(Object.values(this.fonts).map((font) => [font.name, font.reference()]));
  }
}
