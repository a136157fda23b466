import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { serveLines } from '../child-lines.js';
import { type TemplateSpec, renderOffsetTest } from '../sheets/index.js';
import { type PrintRefusal, refusalIn } from './print-refusal.js';
import type { PrintSpec } from './print-spec.js';
import { proofPdf } from './proof-bytes.js';

/** What the parent writes to stdin. */
export type SpecimenInput =
  | { readonly kind: 'proof'; readonly spec: PrintSpec }
  | { readonly kind: 'offset-test'; readonly template: TemplateSpec };

/** What the child says: the PDF in base64, or why these texts make no card. */
export type SpecimenSaid =
  | { readonly kind: 'made'; readonly pdf: string }
  | { readonly kind: 'refused'; readonly refusal: PrintRefusal };

async function make(input: SpecimenInput): Promise<SpecimenSaid> {
  try {
    const pdf = input.kind === 'proof' ? await proofPdf(input.spec) : await offsetTestPdf(input.template);
    return { kind: 'made', pdf: pdf.toString('base64') };
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal === undefined) throw error;
    return { kind: 'refused', refusal };
  }
}

async function offsetTestPdf(template: TemplateSpec): Promise<Buffer> {
  const out = new PassThrough();
  const [pdf] = await Promise.all([buffer(out), renderOffsetTest(template, out)]);
  return pdf;
}

// No database and no keys: whatever breaks here holds no secret.
serveLines(make, (error) => ({ reason: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' }));
