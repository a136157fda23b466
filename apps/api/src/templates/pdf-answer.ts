import { Header, StreamableFile, applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';

/** A page of ours may show it in a frame: it bears no live PIN. */
const IN_OUR_FRAMES = "default-src 'none'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/** For routes that answer a PDF to look at, kept by nobody. */
export function ShowsPdf(): MethodDecorator {
  return applyDecorators(
    Header('cache-control', 'no-store'),
    Header('content-security-policy', IN_OUR_FRAMES),
    ApiProduces('application/pdf'),
    ApiOkResponse({ schema: { type: 'string', format: 'binary' } }),
  );
}

export function shownPdf(pdf: Buffer, name: string): StreamableFile {
  return new StreamableFile(pdf, {
    type: 'application/pdf',
    disposition: `inline; filename="${name}"`,
    length: pdf.length,
  });
}
