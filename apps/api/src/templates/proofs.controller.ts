import { Body, Controller, Get, Param, Post, Res, type StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OfficeCalls } from '#lib/access';
import { ProofService } from '#lib/card-stock';
import { ApiProblems, ForStaff, IdempotencyKey, ROLES, Staff, type StaffIdentity, answerOf } from '#lib/http';
import type { FastifyReply } from 'fastify';
import { IdParam } from '../office/ids.dto.js';
import { ShowsPdf, shownPdf } from './pdf-answer.js';
import { OfProductDto, ProofDto, ProofListDto, ProofParam } from './templates.dto.js';

@ApiTags('Office: print templates')
@Controller('v1/office/templates/:id/proofs')
export class ProofsController {
  constructor(
    private readonly proofs: ProofService,
    private readonly calls: OfficeCalls,
  ) {}

  @Post()
  @ForStaff('batch-manager')
  @ApiOperation({
    operationId: 'makeProof',
    summary: 'A specimen sheet without live PINs; two others must approve its bytes before the template prints cards.',
  })
  @ApiCreatedResponse({ type: ProofDto })
  @ApiProblems('request.invalid', 'template.not_found', 'template.retired', 'product.not_found')
  @ApiProblems('text.too_long', 'font.glyph_missing', 'busy')
  async make(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Param() { id }: IdParam,
    @Body() request: OfProductDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProofDto> {
    const drawn = await this.proofs.draw(Number(id), Number(request.productId));
    const call = { staffId, key, operation: 'proof.make', request: { template: Number(id), asked: request } };
    const done = await this.calls.run(call, async (tx) => ProofDto.of(await this.proofs.make(tx, drawn, staffId)));
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'listProofs', summary: 'The template’s last hundred proofs, newest first.' })
  @ApiOkResponse({ type: ProofListDto })
  @ApiProblems('request.invalid', 'template.not_found')
  async list(@Param() { id }: IdParam): Promise<ProofListDto> {
    return { items: (await this.proofs.ofTemplate(Number(id))).map((proof) => ProofDto.of(proof)), next: null };
  }

  @Get(':proofId.pdf')
  @ForStaff(...ROLES)
  @ShowsPdf()
  @ApiOperation({
    operationId: 'showProof',
    summary: 'The specimen, printed again: exactly the bytes that are put before people, or a refusal.',
  })
  @ApiProblems('request.invalid', 'proof.not_found', 'proof.differs', 'busy')
  async pdf(@Param() { id, proofId }: ProofParam): Promise<StreamableFile> {
    return shownPdf(await this.proofs.pdf(Number(id), proofId), `proof-${proofId}.pdf`);
  }
}
