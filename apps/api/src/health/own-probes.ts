import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions, missingMigration } from '#lib/database';
import { QueueProbe } from '#lib/queue';
import { Config } from '#lib/runtime';
import { HealthProbes } from './health-probes.js';

/** The database answers, its schema is this version's, and the queue can be reached. */
@Injectable()
export class OwnProbes implements OnModuleInit {
  private migrated = false;

  constructor(
    private readonly probes: HealthProbes,
    private readonly transactions: Transactions,
    private readonly queue: QueueProbe,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.probes.add({ name: 'database', check: () => this.database() });
    this.probes.add({ name: 'migrations', check: () => this.migrations() });
    this.probes.add({ name: 'queue', check: () => this.queueReached() });
  }

  private async database(): Promise<void> {
    await this.transactions.read('SELECT 1');
  }

  /** Once migrated, it stays so. */
  private async migrations(): Promise<void> {
    if (this.migrated) return;
    const missing = await missingMigration(this.config.database);
    if (missing !== undefined) throw new Error(`${missing} has not run`);
    this.migrated = true;
  }

  private async queueReached(): Promise<void> {
    if (!(await this.queue.ready())) throw new Error('the queue cannot be reached');
  }
}
