export { SANDBOX_OUTCOMES, type SandboxFault, type SandboxOutcome } from './outcomes.js';
export { SandboxCard } from './sandbox-card.entity.js';
export { SANDBOX_PLAN } from './sandbox-mint.js';
export { SandboxService } from './sandbox.service.js';
export type { HandedCard, PlayedCard } from './sandbox.store.js';
