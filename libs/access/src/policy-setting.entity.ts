import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A dated value of a policy: the newest counts, the older ones stay as history. */
@Entity('policy_setting')
@Index('policy_setting_name', { synchronize: false })
export class PolicySetting {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'policy_setting_pkey',
  })
  id!: string;

  @Column('text')
  name!: string;

  @Column('jsonb')
  value!: unknown;

  @CreateDateColumn({ type: 'timestamptz' })
  since!: Date;

  /** `staff:<id>` of who asked. */
  @Column('text', { name: 'set_by' })
  setBy!: string;
}
