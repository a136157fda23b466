import { type KeyObject, verify } from 'node:crypto';
import { Problem } from '#lib/kernel';
import type { FastifyRequest } from 'fastify';
import type { TerminalDirectory, TerminalIdentity } from './identity.js';
import {
  SIGNATURE_WINDOW_S,
  type SignedRequest,
  coversAll,
  digestFits,
  readSignature,
  readSignatureInput,
  signatureBase,
} from './message-signature.js';

const NO_BODY = Buffer.alloc(0);

/** Which terminal signed this request. Refuses `signature.expired` or, for anything else that is wrong, `signature.invalid`. */
export async function terminalBehind(
  request: FastifyRequest,
  directory: TerminalDirectory,
  now: Date,
): Promise<TerminalIdentity> {
  const { headers, rawBody = NO_BODY } = request;
  const input = readSignatureInput(oneLine(headers['signature-input']) ?? '');
  const signature = readSignature(oneLine(headers['signature']) ?? '');
  if (input === undefined) throw invalid('Signature-Input is missing or not in our form (see /docs).');
  if (signature === undefined) throw invalid('Signature is missing or not in our form (see /docs).');
  if (Math.abs(now.getTime() / 1000 - input.createdS) > SIGNATURE_WINDOW_S) throw new Problem('signature.expired');

  const signed = signedPartOf(request);
  if (signed.contentDigest === undefined ? rawBody.length > 0 : !digestFits(signed.contentDigest, rawBody)) {
    throw invalid('Content-Digest must be the SHA-256 of the body.');
  }
  if (!coversAll(input.components, signed)) throw invalid('The signature does not cover what it must (see /docs).');
  const known = await directory.byKeyId(input.keyId);
  // The same words whether the key is unknown, revoked or another's.
  if (known === undefined || !(await fits(signatureBase(signed, input), known.publicKey, signature))) throw invalid();
  return known.terminal;
}

function signedPartOf({ method, raw, headers }: FastifyRequest): SignedRequest {
  const contentDigest = oneLine(headers['content-digest']);
  const idempotencyKey = oneLine(headers['idempotency-key']);
  return {
    method,
    target: raw.url ?? '/',
    ...(contentDigest === undefined ? {} : { contentDigest }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}

function oneLine(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Off the event loop: a signature costs more than all the rest of a request's arithmetic. */
function fits(base: string, publicKey: KeyObject, signature: Buffer): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(null, Buffer.from(base, 'latin1'), publicKey, signature, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

function invalid(detail?: string): Problem {
  return new Problem('signature.invalid', detail);
}
