import { Injectable } from '@nestjs/common';
import { Transactions } from '#lib/database';

export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface AuditFacts {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  /** Of a person, their name. */
  readonly actorName: string | null;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** The log of deeds, the newest first. */
@Injectable()
export class AuditReader {
  constructor(private readonly transactions: Transactions) {}

  async list(filter: AuditFilter, beforeId: string | undefined, rowsMax: number): Promise<AuditFacts[]> {
    const rows = await this.transactions.read<AuditFacts & { at: Date }>(
      `SELECT a.id, a.at, a.actor, s.name AS "actorName", a.action, a.subject, a.detail
         FROM audit a LEFT JOIN staff s ON a.actor = 'staff:' || s.id::text
        WHERE ($1::bigint IS NULL OR a.id < $1) AND ($2::text IS NULL OR a.actor = $2)
          AND ($3::text IS NULL OR a.action = $3) AND ($4::text IS NULL OR a.subject = $4)
          AND ($5::timestamptz IS NULL OR a.at >= $5) AND ($6::timestamptz IS NULL OR a.at < $6)
        ORDER BY a.id DESC LIMIT $7`,
      [
        beforeId ?? null,
        filter.actor ?? null,
        filter.action ?? null,
        filter.subject ?? null,
        filter.from ?? null,
        filter.to ?? null,
        rowsMax,
      ],
    );
    return rows;
  }
}
