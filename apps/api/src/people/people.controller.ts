import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApprovalReader, PeopleService, RecoveryService } from '#lib/access';
import { ApiProblems, ForStaff, PageQuery, Staff, type StaffIdentity, StepUp, keyIn, pageOf } from '#lib/http';
import { ApprovalDto } from '../approvals/approvals.dto.js';
import { TokenDto, TokenListDto } from '../session/me.dto.js';
import {
  CreatedPersonDto,
  NewPersonDto,
  RolesDto,
  StaffDto,
  StaffPageDto,
  StaffParam,
  StaffTokenParam,
} from './people.dto.js';

const STAFF_KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

@ApiTags('Office: people')
@Controller('v1/office/people')
export class PeopleController {
  constructor(
    private readonly people: PeopleService,
    private readonly recovery: RecoveryService,
    private readonly approvals: ApprovalReader,
  ) {}

  @Get()
  @ForStaff('admin')
  @ApiOperation({ operationId: 'listPeople', summary: 'Who works here, by e-mail address.' })
  @ApiOkResponse({ type: StaffPageDto })
  @ApiProblems('request.invalid')
  async list(@Query() { limit, cursor }: PageQuery): Promise<StaffPageDto> {
    const rows = await this.people.list(keyIn(cursor, STAFF_KEY), limit + 1);
    return pageOf(
      rows,
      limit,
      ({ id }) => id,
      (person) => StaffDto.of(person),
    );
  }

  @Get(':id')
  @ForStaff('admin')
  @ApiOperation({ operationId: 'getPerson', summary: 'One of them.' })
  @ApiOkResponse({ type: StaffDto })
  @ApiProblems('request.invalid', 'staff.not_found')
  async get(@Param() { id }: StaffParam): Promise<StaffDto> {
    return StaffDto.of(await this.people.get(id));
  }

  @Post()
  @ForStaff('admin')
  @StepUp()
  @ApiOperation({ operationId: 'createPerson', summary: 'An account, with a one-time code for its person.' })
  @ApiCreatedResponse({ type: CreatedPersonDto })
  @ApiProblems('request.invalid', 'name.taken')
  async create(@Staff() { staffId }: StaffIdentity, @Body() person: NewPersonDto): Promise<CreatedPersonDto> {
    const { email, name, roles } = person;
    return CreatedPersonDto.ofCreated(await this.people.create(staffId, { email, name, roles }));
  }

  @Post(':id/roles')
  @ForStaff('admin')
  @StepUp()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'setRoles', summary: 'Another person’s roles, all of them.' })
  @ApiOkResponse({ type: StaffDto })
  @ApiProblems('request.invalid', 'staff.not_found', 'approval.same_person')
  async setRoles(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id }: StaffParam,
    @Body() { roles }: RolesDto,
  ): Promise<StaffDto> {
    return StaffDto.of(await this.people.setRoles(staffId, id, roles));
  }

  @Post(':id/disable')
  @ForStaff('admin')
  @StepUp()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'disablePerson', summary: 'Ends the account, its sessions and tokens at once.' })
  @ApiOkResponse({ type: StaffDto })
  @ApiProblems('request.invalid', 'staff.not_found', 'approval.same_person')
  async disable(@Staff() { staffId }: StaffIdentity, @Param() { id }: StaffParam): Promise<StaffDto> {
    return StaffDto.of(await this.people.disable(staffId, id));
  }

  @Post(':id/recovery')
  @ForStaff('admin')
  @StepUp()
  @ApiOperation({
    operationId: 'askRecovery',
    summary: 'Ask that the person may begin anew: another admin or an approver decides, and gets the one-time code.',
  })
  @ApiCreatedResponse({ type: ApprovalDto })
  @ApiProblems('request.invalid', 'staff.not_found', 'approval.same_person')
  async askRecovery(@Staff() staff: StaffIdentity, @Param() { id }: StaffParam): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.approvals.get(staff, await this.recovery.ask(staff.staffId, id)));
  }

  @Get(':id/tokens')
  @ForStaff('admin')
  @ApiOperation({ operationId: 'listTokens', summary: 'The person’s access tokens that can be used.' })
  @ApiOkResponse({ type: TokenListDto })
  @ApiProblems('request.invalid', 'staff.not_found')
  async tokens(@Param() { id }: StaffParam): Promise<TokenListDto> {
    return { items: (await this.people.tokens(id)).map((token) => TokenDto.of(token)), next: null };
  }

  @Post(':id/tokens/:tokenId/revoke')
  @ForStaff('admin')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ operationId: 'revokeToken', summary: 'End one of the person’s tokens, at once.' })
  @ApiNoContentResponse()
  @ApiProblems('request.invalid', 'token.not_found')
  async revokeToken(@Staff() { staffId }: StaffIdentity, @Param() { id, tokenId }: StaffTokenParam): Promise<void> {
    await this.people.revokeToken(staffId, id, tokenId);
  }
}
