import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { renderProof } from '../sheets/index.js';
import { type PrintSpec, sheetSpec } from './print-spec.js';

/** What two people approved, as a printer needs it to check itself. */
export interface ApprovedProof {
  readonly spec: PrintSpec;
  /** Of the PDF, in hex. */
  readonly sha256: string;
}

export async function proofPdf(spec: PrintSpec): Promise<Buffer> {
  const out = new PassThrough();
  const [pdf] = await Promise.all([buffer(out), renderProof(sheetSpec(spec), out)]);
  return pdf;
}

/** Whether this very process, which is about to print cards of value, still makes what was approved. */
export async function makesTheSame({ spec, sha256 }: ApprovedProof): Promise<boolean> {
  return (
    createHash('sha256')
      .update(await proofPdf(spec))
      .digest('hex') === sha256
  );
}

/** What to do about it, too. */
export const PROOF_DIFFERS =
  'The printer no longer makes what was approved: the program, its fonts or the public address has changed. ' +
  'Make a new proof of this template and have two people approve it.';
