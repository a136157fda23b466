export { slipPdf } from './slip-pdf.js';
export { SlipService } from './slip.service.js';
export * from './slip.types.js';
