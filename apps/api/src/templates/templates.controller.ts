import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Res,
  type StreamableFile,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OfficeCalls } from '#lib/access';
import { PRESETS, PreviewService, ProofService, TemplateService } from '#lib/card-stock';
import {
  ApiProblems,
  ForStaff,
  IdempotencyKey,
  PageQuery,
  ROLES,
  Staff,
  type StaffIdentity,
  answerOf,
} from '#lib/http';
import type { FastifyReply } from 'fastify';
import { IdParam } from '../office/ids.dto.js';
import { pageById, sliceOf } from '../office/list-slice.js';
import { ShowsPdf, shownPdf } from './pdf-answer.js';
import {
  AddTemplateDto,
  OfProductDto,
  PresetListDto,
  PreviewTemplateDto,
  TemplateDetailDto,
  TemplateDto,
  TemplatePageDto,
  TemplateSpecDto,
} from './templates.dto.js';

@ApiTags('Office: print templates')
@Controller('v1/office/templates')
export class TemplatesController {
  constructor(
    private readonly templates: TemplateService,
    private readonly proofs: ProofService,
    private readonly previews: PreviewService,
    private readonly calls: OfficeCalls,
  ) {}

  @Get()
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'listTemplates', summary: 'How cards are printed: all versions, oldest first.' })
  @ApiOkResponse({ type: TemplatePageDto })
  @ApiProblems('request.invalid')
  async list(@Query() query: PageQuery): Promise<TemplatePageDto> {
    return pageById(await this.templates.list(sliceOf(query)), query, (template) => TemplateDto.of(template));
  }

  @Get('presets')
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'listTemplatePresets', summary: 'Layouts to begin with.' })
  @ApiOkResponse({ type: PresetListDto })
  presets(): PresetListDto {
    return { items: Object.entries(PRESETS).map(([name, spec]) => ({ name, spec })) };
  }

  @Post()
  @ForStaff('batch-manager')
  @ApiOperation({
    operationId: 'addTemplate',
    summary: 'A template, or the next version of one. It never changes, and prints once two people approved a proof.',
  })
  @ApiCreatedResponse({ type: TemplateDto })
  @ApiProblems('request.invalid', 'layout.invalid', 'name.taken')
  async add(
    @Staff() { staffId }: StaffIdentity,
    @IdempotencyKey({ optional: true }) key: string | undefined,
    @Body() request: AddTemplateDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplateDto> {
    const call = { staffId, key, operation: 'template.add', request };
    const done = await this.calls.run(call, async (tx) =>
      TemplateDto.of(await this.templates.add(tx, { name: request.name, spec: request.spec, staffId })),
    );
    return answerOf(reply, done);
  }

  @Post('preview')
  @ForStaff('batch-manager', 'approver')
  @HttpCode(HttpStatus.OK)
  @ShowsPdf()
  @ApiOperation({ operationId: 'previewTemplate', summary: 'A sheet of a template that is not kept. Nothing changes.' })
  @ApiProblems('request.invalid', 'product.not_found', 'layout.invalid', 'text.too_long', 'font.glyph_missing', 'busy')
  async preview(@Body() { spec, productId }: PreviewTemplateDto): Promise<StreamableFile> {
    return shownPdf(await this.previews.ofSpec(spec, Number(productId)), 'preview.pdf');
  }

  @Post('offset-test')
  @ForStaff('batch-manager', 'approver')
  @HttpCode(HttpStatus.OK)
  @ShowsPdf()
  @ApiOperation({
    operationId: 'printOffsetTest',
    summary: 'Two pages that show by how much a printer shifts backs against fronts. Nothing changes.',
  })
  @ApiProblems('request.invalid', 'layout.invalid', 'busy')
  async offsetTest(@Body() { spec }: TemplateSpecDto): Promise<StreamableFile> {
    return shownPdf(await this.previews.offsetTest(spec), 'offset-test.pdf');
  }

  @Get(':id')
  @ForStaff(...ROLES)
  @ApiOperation({ operationId: 'getTemplate', summary: 'One template, with its proof.' })
  @ApiOkResponse({ type: TemplateDetailDto })
  @ApiProblems('request.invalid', 'template.not_found')
  async get(@Param() { id }: IdParam): Promise<TemplateDetailDto> {
    const template = await this.templates.get(Number(id));
    return TemplateDetailDto.ofDetail(template, await this.proofs.ofTemplate(template.id));
  }

  @Get(':id/preview.pdf')
  @ForStaff('batch-manager', 'approver')
  @ShowsPdf()
  @ApiOperation({ operationId: 'previewKeptTemplate', summary: 'A sheet of the template with a product’s texts.' })
  @ApiProblems(
    'request.invalid',
    'template.not_found',
    'product.not_found',
    'text.too_long',
    'font.glyph_missing',
    'busy',
  )
  async previewOf(@Param() { id }: IdParam, @Query() { productId }: OfProductDto): Promise<StreamableFile> {
    return shownPdf(await this.previews.ofTemplate(Number(id), Number(productId)), `template-${id}-preview.pdf`);
  }

  @Post(':id/retire')
  @ForStaff('batch-manager')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'retireTemplate',
    summary: 'No new batch and no new proof with it; batches that are bound to it can still be printed.',
  })
  @ApiOkResponse({ type: TemplateDto })
  @ApiProblems('request.invalid', 'template.not_found', 'template.retired')
  async retire(@Staff() { staffId }: StaffIdentity, @Param() { id }: IdParam): Promise<TemplateDto> {
    return TemplateDto.of(await this.templates.retire(Number(id), staffId));
  }
}
