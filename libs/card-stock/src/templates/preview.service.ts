import { Injectable } from '@nestjs/common';
import { ProductCatalogue } from '#lib/cards';
import { Config } from '#lib/runtime';
import { type TemplateSpec, readTemplate } from '../sheets/index.js';
import { asPrintProblem } from './print-refusal.js';
import { proofSpec } from './print-spec.js';
import { SpecimenPrinter } from './specimen-printer.js';
import { TemplateService } from './template.service.js';

/** Specimens to look at while a template is being made. Nothing is kept. */
@Injectable()
export class PreviewService {
  constructor(
    private readonly templates: TemplateService,
    private readonly products: ProductCatalogue,
    private readonly printer: SpecimenPrinter,
    private readonly config: Config,
  ) {}

  /** @param spec anything that was read as JSON. */
  async ofSpec(spec: unknown, productId: number): Promise<Buffer> {
    return this.draw(asTemplate(spec), productId);
  }

  async ofTemplate(templateId: number, productId: number): Promise<Buffer> {
    return this.draw((await this.templates.get(templateId)).spec, productId);
  }

  /** Fronts and backs with scales, by which a person measures how a printer shifts them. */
  async offsetTest(spec: unknown): Promise<Buffer> {
    return (await this.printer.print({ kind: 'offset-test', template: asTemplate(spec) }, '/spec')).pdf;
  }

  private async draw(template: TemplateSpec, productId: number): Promise<Buffer> {
    const product = await this.products.get(productId);
    const spec = proofSpec(product, template, this.config.publicUrl, new Date());
    return (await this.printer.print({ kind: 'proof', spec }, '/spec')).pdf;
  }
}

function asTemplate(spec: unknown): TemplateSpec {
  return asPrintProblem(() => readTemplate(spec), '/spec');
}
