import { Injectable } from '@nestjs/common';
import { type EntityTx, Transactions, type Tx } from '#lib/database';
import type { OnceAnswer } from '#lib/http';
import { Problem, invariant } from '#lib/kernel';
import { fingerprintOf } from './fingerprint.js';

export interface OfficeCallKey {
  readonly staffId: string;
  readonly key: string;
  /** What was asked: from `fingerprintOf`, or a text that says it all. */
  readonly fingerprint: Buffer | string;
}

/**
 * Runs the work once for this person and key, in the caller's transaction; a repeat gets the stored answer. Two at
 * once: the second waits for the first one's row. The answer is what JSON makes of it, the first time too.
 */
export async function answerOnce<Answer extends object>(
  tx: Tx,
  { staffId, key, fingerprint: asked }: OfficeCallKey,
  work: () => Promise<Answer>,
): Promise<OnceAnswer<Answer>> {
  const fingerprint = typeof asked === 'string' ? fingerprintOf(asked, null) : asked;
  const claimed = await tx.rows(
    `INSERT INTO office_key (staff_id, key, fingerprint, answer) VALUES ($1, $2, $3, 'null')
     ON CONFLICT (staff_id, key) DO NOTHING RETURNING key`,
    [staffId, key, fingerprint],
  );
  if (claimed.length === 0) return readAnswer<Answer>(tx, { staffId, key, fingerprint });
  const answer = await work();
  const [row] = await tx.rows<{ answer: Answer }>(
    'UPDATE office_key SET answer = $3 WHERE staff_id = $1 AND key = $2 RETURNING answer',
    [staffId, key, JSON.stringify(answer)],
  );
  return { answer: row!.answer, replayed: false };
}

async function readAnswer<Answer>(
  tx: Tx,
  { staffId, key, fingerprint }: OfficeCallKey & { readonly fingerprint: Buffer },
): Promise<OnceAnswer<Answer>> {
  const [row] = await tx.rows<{ fingerprint: Buffer; answer: Answer }>(
    'SELECT fingerprint, answer FROM office_key WHERE staff_id = $1 AND key = $2',
    [staffId, key],
  );
  invariant(row !== undefined, 'a key that is taken can be read');
  if (!row.fingerprint.equals(fingerprint)) throw new Problem('request.key_reused');
  return { answer: row.answer, replayed: true };
}

/** One call of the office: who, under which key, what. */
export interface OfficeCall {
  readonly staffId: string;
  /** Absent: the caller does not mind doing it twice. */
  readonly key: string | undefined;
  readonly operation: string;
  readonly request: unknown;
}

/** Runs office calls, each in one transaction and, with a key, once. */
@Injectable()
export class OfficeCalls {
  constructor(private readonly transactions: Transactions) {}

  run<Answer extends object>(
    { staffId, key, operation, request }: OfficeCall,
    work: (tx: EntityTx) => Promise<Answer>,
  ): Promise<OnceAnswer<Answer>> {
    return this.transactions.run(async (tx) => {
      if (key === undefined) return { answer: await work(tx), replayed: false };
      const fingerprint = fingerprintOf(operation, request);
      return answerOnce(tx, { staffId, key, fingerprint }, () => work(tx));
    });
  }
}
