import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { OfficeCalls } from '#lib/access';
import { BatchReader } from '#lib/card-batch';
import { BundleService } from '#lib/card-stock';
import { ApiProblems, ForStaff, IdempotencyKey, Staff, type StaffIdentity, StepUp, answerOf } from '#lib/http';
import { Problem } from '#lib/kernel';
import { OutboxWake } from '#lib/queue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BatchParam } from '../batches/batches.dto.js';
import {
  BundleDetailDto,
  BundleDto,
  BundleListDto,
  BundleParam,
  RequestBundleDto,
  SignedManifestDto,
} from './bundles.dto.js';

@ApiTags('Office: bundles')
@Controller('v1/office/batches/:id/bundles')
export class BundlesController {
  constructor(
    private readonly bundles: BundleService,
    private readonly batches: BatchReader,
    private readonly calls: OfficeCalls,
    private readonly wake: OutboxWake,
  ) {}

  @Post()
  @ForStaff('batch-manager')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'requestBundle',
    summary:
      'Encrypt the cards of a minted batch to its print house. A second one of cards that left once needs another person’s yes.',
  })
  @ApiAcceptedResponse({ type: BundleDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'batch.sealed', 'batch.wrong_state')
  @ApiProblems('house_key.not_confirmed', 'proof.not_approved', 'bundle.wrong_state')
  async request(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Param() { id }: BatchParam,
    @Body() { kind }: RequestBundleDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BundleDto> {
    const asked = { batchId: Number(id), kind };
    const call = { staffId, key, operation: 'bundle.request', request: asked };
    const done = await this.calls.run(call, async (tx) =>
      BundleDto.of(await this.bundles.request(tx, { ...asked, staffId })),
    );
    this.wake.now();
    return answerOf(reply, done);
  }

  @Get()
  @ForStaff('batch-manager', 'approver', 'stock')
  @ApiOperation({ operationId: 'listBundles', summary: 'The bundles of a batch, oldest first.' })
  @ApiOkResponse({ type: BundleListDto })
  @ApiProblems('request.invalid', 'batch.not_found')
  async list(@Param() { id }: BatchParam): Promise<BundleListDto> {
    const batch = await this.batches.get(Number(id));
    return { items: (await this.bundles.ofBatch(batch.id)).map((bundle) => BundleDto.of(bundle)), next: null };
  }

  @Get(':bundleId.age')
  @ForStaff('batch-manager')
  @StepUp()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'downloadBundle',
    summary: 'The age file, once, within a day: whoever begins the download has had it, whole or not.',
  })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiProblems('request.invalid', 'bundle.not_found', 'bundle.not_ready', 'bundle.downloaded', 'bundle.expired')
  @ApiProblems('bundle.wrong_state', 'batch.sealed')
  async download(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id, bundleId }: BundleParam,
    @Req() request: FastifyRequest,
  ): Promise<StreamableFile> {
    // HEAD runs the route of GET: a look must not use up the one download.
    if (request.method !== 'GET') throw new Problem('route.not_found', 'A bundle can only be downloaded: GET.');
    const { stream, bytes, name } = await this.bundles.openAge(Number(id), bundleId, staffId);
    return new StreamableFile(stream, {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${name}"`,
      length: bytes,
    });
  }

  @Get(':bundleId/manifest')
  @ForStaff('batch-manager', 'approver', 'stock')
  @ApiOperation({
    operationId: 'getBundleManifest',
    summary: 'What the bundle is, signed by the issuer: goes to the house with it.',
  })
  @ApiOkResponse({ type: SignedManifestDto })
  @ApiProblems('request.invalid', 'bundle.not_found', 'bundle.not_ready')
  manifest(@Param() { id, bundleId }: BundleParam): Promise<SignedManifestDto> {
    return this.bundles.manifest(Number(id), bundleId);
  }

  @Get(':bundleId')
  @ForStaff('batch-manager', 'approver', 'stock')
  @ApiOperation({
    operationId: 'getBundle',
    summary: 'One bundle, how far it is, and which papers the house has sent.',
  })
  @ApiOkResponse({ type: BundleDetailDto })
  @ApiProblems('request.invalid', 'bundle.not_found')
  async get(@Param() { id, bundleId }: BundleParam): Promise<BundleDetailDto> {
    const bundle = await this.bundles.get(Number(id), bundleId);
    return BundleDetailDto.ofDetail(bundle, await this.bundles.canariesOf(bundle.batchId));
  }
}
