import { Injectable } from '@nestjs/common';
import { recordAudit, staffActor } from '#lib/access';
import { Transactions, databaseNow } from '#lib/database';
import { Problem, isId } from '#lib/kernel';
import { type FindOptionsWhere, IsNull, LessThan, Not } from 'typeorm';
import { Alert } from './alert.entity.js';
import type { RuleId } from './till-rules.js';

export const ALERT_STATES = ['open', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

export interface AlertFilter {
  readonly rule?: RuleId | undefined;
  readonly state?: AlertState | undefined;
}

/** What the rules found, for the people who decide about it. */
@Injectable()
export class AlertService {
  constructor(private readonly transactions: Transactions) {}

  /** The newest first; `beforeId`: of those older than this one. */
  async list({ rule, state }: AlertFilter, beforeId: string | undefined, rowsMax: number): Promise<readonly Alert[]> {
    const where: FindOptionsWhere<Alert> = {
      ...(beforeId === undefined ? {} : { id: LessThan(beforeId) }),
      ...(rule === undefined ? {} : { rule }),
      ...(state === undefined ? {} : { resolvedAt: state === 'open' ? IsNull() : Not(IsNull()) }),
    };
    return this.transactions.dataSource.getRepository(Alert).find({ where, order: { id: 'DESC' }, take: rowsMax });
  }

  /** A person has seen to it. Two at once: the first one's word stands, the other is told. */
  async resolve(id: string, staffId: string, resolution: string): Promise<Alert> {
    if (!isId(id)) throw new Problem('alert.not_found');
    return this.transactions.run(async (tx) => {
      const alert = await tx.manager.findOne(Alert, { where: { id }, lock: { mode: 'for_no_key_update' } });
      if (alert === null) throw new Problem('alert.not_found');
      if (alert.resolvedAt !== null)
        throw new Problem('alert.resolved', `Resolved ${alert.resolvedAt.toISOString()}: ${alert.resolution}`);
      const actor = staffActor(staffId);
      const resolved = { resolvedAt: await databaseNow(tx), resolvedBy: actor, resolution };
      await tx.manager.update(Alert, { id }, resolved);
      const { rule, subject } = alert;
      await recordAudit(tx, { actor, action: 'alert.resolve', subject: id, detail: { rule, subject, resolution } });
      return Object.assign(alert, resolved);
    });
  }
}
