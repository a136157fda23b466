import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StaffDirectory } from '#lib/http';
import { AccessToken } from './access-token.entity.js';
import { AccessService } from './access.service.js';
import { Approval } from './approval.entity.js';
import { AuditEntry } from './audit.entity.js';
import { OfficeCalls } from './office-calls.js';
import { OfficeKey } from './office-key.entity.js';
import { SessionsAndTokens } from './staff-directory.js';
import { StaffSession } from './staff-session.entity.js';
import { StaffMember } from './staff.entity.js';

export const ACCESS_ENTITIES = [StaffMember, StaffSession, AccessToken, Approval, AuditEntry, OfficeKey];

@Module({
  imports: [TypeOrmModule.forFeature(ACCESS_ENTITIES)],
  providers: [
    AccessService,
    OfficeCalls,
    SessionsAndTokens,
    { provide: StaffDirectory, useExisting: SessionsAndTokens },
  ],
  exports: [AccessService, OfficeCalls, StaffDirectory],
})
export class AccessModule {}
