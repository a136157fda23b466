import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StaffDirectory } from '#lib/http';
import { AccessToken } from './access-token.entity.js';
import { AccessService } from './access.service.js';
import { Approval } from './approval.entity.js';
import { ApprovalReader } from './approval.reader.js';
import { AuditHead, AuditLink } from './audit-chain.entity.js';
import { AuditChain } from './audit-chain.service.js';
import { AuditEntry } from './audit.entity.js';
import { AuditReader } from './audit.reader.js';
import { OfficeCalls } from './office-calls.js';
import { OfficeKey } from './office-key.entity.js';
import { OwnAccount } from './own-account.service.js';
import { PasskeyChallenge } from './passkey-challenge.entity.js';
import { PasskeyFactor } from './passkey-factor.js';
import { Passkey } from './passkey.entity.js';
import { PeopleService } from './people.service.js';
import { PolicySetting } from './policy-setting.entity.js';
import { PolicyService } from './policy.service.js';
import { RecoveryService } from './recovery.service.js';
import { SignInGuesses } from './sign-in-guesses.js';
import { SessionsAndTokens } from './staff-directory.js';
import { StaffSession } from './staff-session.entity.js';
import { StaffMember } from './staff.entity.js';
import { TotpFactor } from './totp-factor.js';

export const ACCESS_ENTITIES = [
  StaffMember,
  StaffSession,
  AccessToken,
  Passkey,
  PasskeyChallenge,
  Approval,
  AuditEntry,
  AuditLink,
  AuditHead,
  OfficeKey,
  PolicySetting,
];

const SERVICES = [
  AccessService,
  OwnAccount,
  PeopleService,
  RecoveryService,
  PolicyService,
  ApprovalReader,
  AuditReader,
  AuditChain,
  OfficeCalls,
  TotpFactor,
];

@Module({
  imports: [TypeOrmModule.forFeature(ACCESS_ENTITIES)],
  providers: [
    ...SERVICES,
    PasskeyFactor,
    SignInGuesses,
    SessionsAndTokens,
    { provide: StaffDirectory, useExisting: SessionsAndTokens },
  ],
  exports: [...SERVICES, StaffDirectory],
})
export class AccessModule {}
