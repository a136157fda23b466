import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { TemplateSpec } from '../sheets/index.js';

/** One version of how cards are printed. It never changes: another look is another version. */
@Entity('card_template')
@Unique('card_template_name_version', ['name', 'version'])
export class CardTemplate {
  @PrimaryGeneratedColumn('identity', {
    generatedIdentity: 'ALWAYS',
    type: 'int',
    primaryKeyConstraintName: 'card_template_pkey',
  })
  id!: number;

  @Column('text')
  name!: string;

  /** Counted from 1 under one name. */
  @Column('smallint')
  version!: number;

  @Column('jsonb')
  spec!: TemplateSpec;

  /** SHA-256 of the spec in its canonical form: what approvals of a batch are bound to. */
  @Column('bytea')
  digest!: Buffer;

  /** `staff:<id>` or `system`. */
  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  /** From then on nothing new is printed with it. */
  @Column('timestamptz', { name: 'retired_at', nullable: true })
  retiredAt!: Date | null;
}
