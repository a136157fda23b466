import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PolicyService } from '#lib/access';
import { ApiProblems, ForStaff, ROLES, Staff, type StaffIdentity, StepUp } from '#lib/http';
import { PolicyDto, PolicyListDto, PolicyParam, PolicyValueDto } from './policies.dto.js';

@ApiTags('Office: policies')
@Controller('v1/office/policies')
export class PoliciesController {
  constructor(private readonly policies: PolicyService) {}

  @Get()
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'listPolicies', summary: 'The rules that the issuer sets itself.' })
  @ApiOkResponse({ type: PolicyListDto })
  async list(): Promise<PolicyListDto> {
    return { items: (await this.policies.list()).map((policy) => PolicyDto.of(policy)), next: null };
  }

  @Post(':name')
  @ForStaff('admin')
  @StepUp()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ operationId: 'askPolicy', summary: 'Ask for another value: another admin decides.' })
  @ApiAcceptedResponse({ type: PolicyDto })
  @ApiProblems('request.invalid')
  async ask(
    @Staff() { staffId }: StaffIdentity,
    @Param() { name }: PolicyParam,
    @Body() { value }: PolicyValueDto,
  ): Promise<PolicyDto> {
    return PolicyDto.of(await this.policies.ask(staffId, name, value));
  }
}
