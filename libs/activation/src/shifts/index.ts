export * from './shift-report.types.js';
export { type CloseShiftRequest, type ExpectedCards, type OpenShiftRequest, ShiftService } from './shift.service.js';
