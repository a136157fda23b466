import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A job that waits to be taken to its queue, staged by the transaction whose effect it follows. */
@Entity('outbox')
export class OutboxRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column('text')
  queue!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'job_id' })
  jobId!: string;

  @Column('jsonb')
  data!: Readonly<Record<string, unknown>>;

  @CreateDateColumn({ type: 'timestamptz', name: 'staged_at' })
  stagedAt!: Date;
}
