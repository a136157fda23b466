import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ApprovalFacts, ApprovalReader, type Decision } from '#lib/access';
import { ApiProblems, ForStaff, ROLES, Staff, type StaffIdentity, keyIn, pageOf, requireStepUp } from '#lib/http';
import { Problem } from '#lib/kernel';
import { OneTimeCodeDto } from '../people/people.dto.js';
import {
  ApprovalDto,
  ApprovalPageDto,
  ApprovalParam,
  ApprovalQuery,
  DecidedApprovalDto,
  RejectApprovalDto,
} from './approvals.dto.js';
import { Deciders, STEP_UP_KINDS } from './deciders.js';

/** PostgreSQL's spelling of the time, to the microsecond, and the id. */
const APPROVAL_KEY = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)? [0-9a-f-]{36}$/;

@ApiTags('Office: approvals')
@Controller('v1/office/approvals')
export class ApprovalsController {
  constructor(
    private readonly approvals: ApprovalReader,
    private readonly deciders: Deciders,
  ) {}

  @Get()
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'listApprovals', summary: 'What waits for a decision, the newest first.' })
  @ApiOkResponse({ type: ApprovalPageDto })
  @ApiProblems('request.invalid')
  async list(
    @Staff() staff: StaffIdentity,
    @Query() { waiting, limit, cursor }: ApprovalQuery,
  ): Promise<ApprovalPageDto> {
    const rows = await this.approvals.list(staff, { waiting, before: beforeIn(cursor), rowsMax: limit + 1 });
    return pageOf(
      rows,
      limit,
      ({ cursor: key }) => key,
      (approval) => ApprovalDto.of(approval),
    );
  }

  @Get(':id')
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'getApproval', summary: 'One question, decided or not.' })
  @ApiOkResponse({ type: ApprovalDto })
  @ApiProblems('request.invalid', 'approval.not_found')
  async get(@Staff() staff: StaffIdentity, @Param() { id }: ApprovalParam): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.approvals.get(staff, id));
  }

  @Post(':id/approve')
  @ForStaff(...ROLES)
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'approve', summary: 'Agree. Where two must, the first one’s yes is kept.' })
  @ApiOkResponse({ type: DecidedApprovalDto })
  @ApiProblems('request.invalid', 'approval.not_found', 'approval.decided', 'approval.expired')
  @ApiProblems('approval.same_person', 'step_up.required')
  approve(@Staff() staff: StaffIdentity, @Param() { id }: ApprovalParam): Promise<DecidedApprovalDto> {
    return this.decide(staff, id, 'approved');
  }

  @Post(':id/reject')
  @ForStaff(...ROLES)
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'reject', summary: 'Refuse, with a reason: one person’s no is enough.' })
  @ApiOkResponse({ type: DecidedApprovalDto })
  @ApiProblems('request.invalid', 'approval.not_found', 'approval.decided', 'approval.expired')
  @ApiProblems('approval.same_person', 'step_up.required')
  reject(
    @Staff() staff: StaffIdentity,
    @Param() { id }: ApprovalParam,
    @Body() { reason }: RejectApprovalDto,
  ): Promise<DecidedApprovalDto> {
    return this.decide(staff, id, 'rejected', reason);
  }

  private async decide(
    staff: StaffIdentity,
    id: string,
    decision: Decision,
    reason?: string,
  ): Promise<DecidedApprovalDto> {
    const asked = await this.approvals.get(staff, id);
    requireUndecided(asked);
    if (!staff.roles.some((role) => asked.roles.includes(role))) {
      throw new Problem('role.missing', `This needs one of the roles: ${asked.roles.join(', ')}.`);
    }
    if (STEP_UP_KINDS.has(asked.kind)) requireStepUp(staff);
    const outcome = await this.deciders
      .decide(asked, { staffId: staff.staffId, decision, ...(reason === undefined ? {} : { reason }) })
      .catch(async (error: unknown) => {
        // Somebody decided in the same moment: that is what the caller should hear.
        if (error instanceof Problem) requireUndecided(await this.approvals.get(staff, id));
        throw error;
      });
    const decided = ApprovalDto.of(await this.approvals.get(staff, id));
    const { oneTimeCode } = outcome;
    return oneTimeCode === undefined
      ? decided
      : Object.assign(decided, { oneTimeCode: OneTimeCodeDto.of(oneTimeCode) });
  }
}

function requireUndecided({ decision, decidedBy, ranOut }: ApprovalFacts): void {
  // Closed by nobody: it ran out or was asked otherwise, and another question took its place.
  if (decision === 'rejected' && decidedBy === null) throw new Problem('approval.expired');
  if (decision !== null) throw new Problem('approval.decided');
  if (ranOut) throw new Problem('approval.expired');
}

function beforeIn(cursor: string | undefined): { readonly requestedAt: string; readonly id: string } | undefined {
  const key = keyIn(cursor, APPROVAL_KEY);
  if (key === undefined) return undefined;
  const at = key.lastIndexOf(' ');
  return { requestedAt: key.slice(0, at), id: key.slice(at + 1) };
}
