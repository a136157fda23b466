import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Opened by a supervisor: what the terminal sold before is no burst any more. Only ever added to. */
@Entity('till_unlock')
export class TillUnlock {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'till_unlock_pkey' })
  id!: string;

  @Column('int', { name: 'terminal_id' })
  terminalId!: number;

  @Column('text')
  supervisor!: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at!: Date;
}
