export * from './card-template.entity.js';
export * from './preview.service.js';
export { type PrintSpec, batchSpec, proofSpec } from './print-spec.js';
export { type ApprovedProof, PROOF_DIFFERS, makesTheSame, proofPdf } from './proof-bytes.js';
export * from './proof.entity.js';
export * from './proof.service.js';
export * from './template.service.js';
export { TEMPLATE_STATES, type Template, type TemplateState } from './template.store.js';
