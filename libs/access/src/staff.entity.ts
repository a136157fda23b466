import type { Role } from '#lib/http';
import { Column, CreateDateColumn, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A person of the issuer. Never deleted: history names them. */
@Entity('staff')
@Unique('staff_email_once', ['email'])
export class StaffMember {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'staff_pkey' })
  id!: string;

  /** In lower case. */
  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  /** argon2id. Absent unless selected by name. */
  @Column('text', { name: 'password_hash', select: false })
  passwordHash!: string;

  @Column('text', { array: true })
  roles!: Role[];

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;
}
