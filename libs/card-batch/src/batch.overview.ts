import type { Batch } from '#lib/cards';
import type { Tx } from '#lib/database';
import { invariant } from '#lib/kernel';
import { MINT, UNFREEZE, batchSubject } from './batch.policy.js';
import { type NextStep, type StepFacts, nextStepOf } from './next-step.js';

/** A question about a batch that waits for another person. */
export interface OpenQuestion {
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly expiresAt: Date;
  /** It ran out: somebody must ask again. */
  readonly ranOut: boolean;
}

/** A batch and what people want to read beside it: names, where its papers are, what it waits for. */
export interface BatchOverview {
  readonly batch: Batch;
  readonly productName: string;
  /** Name and version. */
  readonly templateName: string | null;
  readonly houseName: string | null;
  readonly requestedByName: string | null;
  readonly approvedByName: string | null;
  readonly releasedByName: string | null;
  readonly question: OpenQuestion | null;
  readonly nextStep: NextStep | null;
  /** What the next step was found from; with counts of cards it may be another. */
  readonly facts: StepFacts;
}

interface OverviewRow {
  readonly id: number;
  readonly product: string;
  readonly template: string | null;
  readonly house: string | null;
  readonly requested_by: string | null;
  readonly approved_by: string | null;
  readonly released_by: string | null;
  readonly proofed: boolean;
  readonly asked_by: string | null;
  readonly asked_at: Date;
  readonly expires_at: Date;
  readonly ran_out: boolean;
  readonly sheets: readonly [making: number, waiting: number, downloaded: number];
  readonly bundles: readonly [
    making: number,
    waiting: number,
    downloaded: number,
    unsigned: number,
    uncertified: number,
  ];
}

/** One statement for a page of batches; everything is found by an index. */
const SQL = /* sql */ `
  SELECT b.id, p.name AS product, t.name || ' v' || t.version AS template, h.name AS house,
         asker.name AS requested_by, approver.name AS approved_by, releaser.name AS released_by,
         EXISTS (SELECT FROM proof WHERE proof.template_id = b.template_id AND proof.state = 'approved') AS proofed,
         q.requested_by AS asked_by, q.requested_at AS asked_at, q.expires_at, q.expires_at <= now() AS ran_out, sheets, bundles
    FROM batch b
    JOIN unnest($1::int[], $2::text[]) AS given (id, subject) ON given.id = b.id
    JOIN product p ON p.id = b.product_id
    LEFT JOIN card_template t ON t.id = b.template_id
    LEFT JOIN house_key k ON k.id = b.house_key_id
    LEFT JOIN print_house h ON h.id = k.house_id
    LEFT JOIN staff asker ON asker.id = b.requested_by
    LEFT JOIN staff approver ON approver.id = b.approved_by
    LEFT JOIN staff releaser ON releaser.id = b.released_by
    LEFT JOIN approval q ON q.decision IS NULL AND q.subject = given.subject
          AND q.kind = CASE b.state WHEN 'requested' THEN '${MINT}' WHEN 'frozen' THEN '${UNFREEZE}' END
   CROSS JOIN LATERAL (SELECT ARRAY[
           count(*) FILTER (WHERE s.state = 'making'),
           count(*) FILTER (WHERE s.state = 'ready' AND s.downloads = 0),
           count(*) FILTER (WHERE s.downloads > 0)]::int[] AS sheets
      FROM sheet s WHERE s.batch_id = b.id) AS of_sheets
   CROSS JOIN LATERAL (SELECT ARRAY[
           count(*) FILTER (WHERE l.state = 'making'),
           count(*) FILTER (WHERE l.state = 'ready'),
           count(*) FILTER (WHERE l.downloaded_at IS NOT NULL),
           count(*) FILTER (WHERE l.downloaded_at IS NOT NULL AND l.receipt IS NULL),
           count(*) FILTER (WHERE l.downloaded_at IS NOT NULL AND l.certificate IS NULL)]::int[] AS bundles
      FROM bundle l WHERE l.batch_id = b.id) AS of_bundles`;

export async function overviewsOf(tx: Tx, batches: readonly Batch[]): Promise<BatchOverview[]> {
  if (batches.length === 0) return [];
  const ids = batches.map(({ id }) => id);
  const rows = await tx.rows<OverviewRow>(SQL, [ids, ids.map(batchSubject)]);
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  return batches.map((batch) => {
    const row = rowOf.get(batch.id);
    invariant(row !== undefined, 'a batch that was read is there');
    return overviewOf(batch, row);
  });
}

function overviewOf(batch: Batch, row: OverviewRow): BatchOverview {
  const question =
    row.asked_by === null
      ? null
      : { askedBy: row.asked_by, askedAt: row.asked_at, expiresAt: row.expires_at, ranOut: row.ran_out };
  const facts = factsOf(batch, row, question);
  return {
    batch,
    productName: row.product,
    templateName: row.template,
    houseName: row.house,
    requestedByName: row.requested_by,
    approvedByName: row.approved_by,
    releasedByName: row.released_by,
    question,
    nextStep: nextStepOf(facts),
    facts,
  };
}

function factsOf({ state, houseKeyId }: Batch, row: OverviewRow, question: OpenQuestion | null): StepFacts {
  const [making, waiting, downloaded] = row.sheets;
  const [bundling, unfetched, fetched, withoutReceipt, withoutCertificate] = row.bundles;
  return {
    state,
    asked: question !== null && !question.ranOut,
    forPrintHouse: houseKeyId !== null,
    proofed: row.proofed,
    sheets: { making, waiting, downloaded },
    bundles: { making: bundling, waiting: unfetched, downloaded: fetched, withoutReceipt, withoutCertificate },
  };
}
