import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A till that speaks to us. */
@Entity('terminal')
@Unique('terminal_name_once', ['storeId', 'name'])
export class Terminal {
  @PrimaryGeneratedColumn('identity', {
    type: 'int',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'terminal_pkey',
  })
  id!: number;

  @Column('int', { name: 'store_id' })
  storeId!: number;

  @Column('text')
  name!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  /** From then on nothing that it sends is heard. */
  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
