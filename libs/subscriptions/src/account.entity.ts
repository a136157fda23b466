import { Column, CreateDateColumn, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A customer who told us who they are; nobody has to. */
@Entity('account')
@Unique('account_email_once', ['email'])
export class Account {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'account_pkey' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  email!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
