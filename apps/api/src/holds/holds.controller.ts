import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, ForStaff, Staff, type StaffIdentity } from '#lib/http';
import { HoldService } from '#lib/redemption';
import { DecidedHoldDto, HoldDto, HoldPageDto, RejectHoldDto } from './holds.dto.js';

/** Reviewers work from the top; the rest comes when these are decided. */
const HOLDS_SHOWN = 200;

@ApiTags('Office: holds')
@Controller('v1/office/holds')
export class HoldsController {
  constructor(private readonly holds: HoldService) {}

  @Get()
  @ForStaff('reviewer', 'support')
  @ApiOperation({ operationId: 'listHolds', summary: 'Redemptions that wait for a person, the most urgent first.' })
  @ApiOkResponse({ type: HoldPageDto })
  async list(): Promise<HoldPageDto> {
    return { items: (await this.holds.list(HOLDS_SHOWN)).map((hold) => HoldDto.of(hold)), next: null };
  }

  @Post(':id/release')
  @ForStaff('reviewer')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'releaseHold', summary: 'Let it through: the months count from today.' })
  @ApiOkResponse({ type: DecidedHoldDto })
  @ApiProblems('redemption.not_found', 'card.wrong_state')
  async release(@Staff() { staffId }: StaffIdentity, @Param('id') id: string): Promise<DecidedHoldDto> {
    return { id, state: 'granted', paidThrough: await this.holds.release(id, staffId) };
  }

  @Post(':id/reject')
  @ForStaff('reviewer')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'rejectHold', summary: 'Give the card back to its holder, unused.' })
  @ApiOkResponse({ type: DecidedHoldDto })
  @ApiProblems('redemption.not_found', 'card.wrong_state')
  async reject(
    @Staff() { staffId }: StaffIdentity,
    @Param('id') id: string,
    @Body() { reason }: RejectHoldDto,
  ): Promise<DecidedHoldDto> {
    await this.holds.reject(id, staffId, reason);
    return { id, state: 'rejected' };
  }
}
