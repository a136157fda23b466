export { cellsOf, numberFiles, pileCount, sheetCount } from './imposition.js';
export { PRESETS, type PresetName } from './presets.js';
export { redeemQrText } from './qr-linear.js';
export { renderOffsetTest } from './render-offset-test.js';
export { PROOF_CARD, renderProof } from './render-proof.js';
export { renderSheets } from './render-sheets.js';
export { type SheetLayout, TILL_CODES, type TillCode } from './sheet-layout.js';
export { type SheetCard, type SheetNumbering, type SheetSpec, SheetTextInvalid } from './sheet-spec.js';
export {
  type Language,
  LANGUAGES,
  LayoutInvalid,
  PRINTER_DPI,
  type PrinterDpi,
  templateDigest,
  type TemplateSpec,
  type Turn,
  TURNS,
} from './template.js';
export { readTemplate } from './template-reader.js';
export { TextDoesNotFit } from './text-setting.js';
export { tillCodeTexts, tillElementString } from './till-code.js';
