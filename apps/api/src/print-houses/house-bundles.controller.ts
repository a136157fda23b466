import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Bundle, BundleService, PrintHouseService } from '#lib/card-stock';
import { ApiProblems, ForStaff, PageQuery, keyIn, pageOf } from '#lib/http';
import { BundleDto, BundleListDto } from '../bundles/bundles.dto.js';
import { IdParam } from '../office/ids.dto.js';
import { ID_KEY } from '../office/list-slice.js';

@ApiTags('Office: print houses')
@Controller('v1/office/print-houses/:id/bundles')
export class HouseBundlesController {
  constructor(
    private readonly houses: PrintHouseService,
    private readonly bundles: BundleService,
  ) {}

  @Get()
  @ForStaff('batch-manager', 'approver', 'stock', 'admin')
  @ApiOperation({
    operationId: 'listHouseBundles',
    summary: 'All bundles for the house, the newest first: which have left, and which papers are still to come.',
  })
  @ApiOkResponse({ type: BundleListDto })
  @ApiProblems('request.invalid', 'print_house.not_found')
  async list(@Param() { id }: IdParam, @Query() { limit, cursor }: PageQuery): Promise<BundleListDto> {
    const keys = await this.houses.keysOf([await this.houses.get(Number(id))]);
    const keyIds = keys.map((key) => key.id);
    const rows = await this.bundles.ofKeys(keyIds, limit + 1, keyIn(cursor, ID_KEY));
    return pageOf(
      rows,
      limit,
      (bundle: Bundle) => bundle.id,
      (bundle) => BundleDto.of(bundle),
    );
  }
}
