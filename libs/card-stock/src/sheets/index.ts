export { redeemQrText } from './qr-linear.js';
export { renderSheets } from './render-sheets.js';
export { A4_TEN_UP, type SheetLayout, type TillCode } from './sheet-layout.js';
export { type SheetCard, type SheetSpec, SheetTextInvalid } from './sheet-spec.js';
export { TextDoesNotFit } from './text-setting.js';
export { tillElementString } from './till-code.js';
