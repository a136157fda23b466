import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { BundleService, HousePapersService } from '#lib/card-stock';
import { ApiProblems, BodyLimit, ForStaff, Staff, type StaffIdentity } from '#lib/http';
import {
  BundleDetailDto,
  BundleDto,
  BundleParam,
  CertificateDto,
  IssuerKeyDto,
  ReceiptDto,
  SpoilageAnswerDto,
  SpoilageDto,
} from './bundles.dto.js';

/** 10,000 lines of a serial or a range. */
const SPOILAGE_BODY_MAX = 512 * 1024;

/** What the print house sends back, entered by our people. */
@ApiTags('Office: bundles')
@Controller('v1/office/batches/:id/bundles/:bundleId')
export class HousePapersController {
  constructor(
    private readonly papers: HousePapersService,
    private readonly bundles: BundleService,
  ) {}

  @Post('receipt')
  @ForStaff('batch-manager', 'stock')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'enterReceipt',
    summary: 'The house has opened the bundle: counts and digest must be the bundle’s.',
  })
  @ApiOkResponse({ type: BundleDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'bundle.not_found', 'bundle.wrong_state', 'receipt.invalid')
  async receipt(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id, bundleId }: BundleParam,
    @Body() { bundle, cards, sha256, signedAt, signature }: ReceiptDto,
  ): Promise<BundleDto> {
    const paper = { bundle, cards, sha256, signedAt, signature };
    await this.papers.receive({ batchId: Number(id), bundleId, staffId, paper });
    return BundleDto.of(await this.bundles.get(Number(id), bundleId));
  }

  @Post('spoilage')
  @ForStaff('batch-manager', 'stock')
  @HttpCode(HttpStatus.OK)
  @BodyLimit(SPOILAGE_BODY_MAX)
  @ApiOperation({
    operationId: 'enterSpoilage',
    summary: 'Cards that the house ruined: the whole list or nothing of it.',
  })
  @ApiOkResponse({ type: SpoilageAnswerDto })
  @ApiProblems('request.invalid', 'request.too_large', 'serial.check_digit', 'batch.not_found', 'bundle.not_found')
  @ApiProblems('bundle.wrong_state', 'spoilage.foreign', 'range.invalid', 'card.wrong_state')
  async spoilage(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id, bundleId }: BundleParam,
    @Body() { serials, reason }: SpoilageDto,
  ): Promise<SpoilageAnswerDto> {
    const cards = await this.papers.spoil({ batchId: Number(id), bundleId, staffId, paper: { serials, reason } });
    const { spoiled } = await this.bundles.get(Number(id), bundleId);
    return { cards, spoiled };
  }

  @Post('certificate')
  @ForStaff('batch-manager', 'stock')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'enterCertificate',
    summary:
      'The house has destroyed data, plates and ruined cards: cards of the batch may be shipped. Pulls canaries at random.',
  })
  @ApiOkResponse({ type: BundleDetailDto })
  @ApiProblems('request.invalid', 'batch.not_found', 'bundle.not_found', 'bundle.wrong_state', 'certificate.invalid')
  async certificate(
    @Staff() { staffId }: StaffIdentity,
    @Param() { id, bundleId }: BundleParam,
    @Body() { bundle, batch, printed, spoiled, who, when, how, witness, signature }: CertificateDto,
  ): Promise<BundleDetailDto> {
    const paper = { bundle, batch, printed, spoiled, who, when, how, witness, signature };
    const canaries = await this.papers.certify({ batchId: Number(id), bundleId, staffId, paper });
    return BundleDetailDto.ofDetail(await this.bundles.get(Number(id), bundleId), canaries);
  }
}

@ApiTags('Office: bundles')
@Controller('v1/office/bundles')
export class IssuerKeyController {
  constructor(private readonly bundles: BundleService) {}

  @Get('issuer-key')
  @ForStaff('batch-manager', 'approver', 'admin')
  @ApiOperation({ operationId: 'getIssuerKey', summary: 'The public key that print houses check our manifests with.' })
  @ApiOkResponse({ type: IssuerKeyDto })
  issuerKey(): IssuerKeyDto {
    return { publicKey: this.bundles.issuerKey() };
  }
}
