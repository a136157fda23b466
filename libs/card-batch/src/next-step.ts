import type { BatchState } from '#lib/cards';

/** The one thing that a batch waits for: the office shows it as its primary action. */
export const NEXT_STEPS = [
  'approve',
  'ask',
  'watch',
  'resume',
  'approve_proof',
  'make_sheets',
  'watch_sheets',
  'download_sheets',
  'make_bundle',
  'watch_bundle',
  'download_bundle',
  'seal',
  'record_receipt',
  'record_certificate',
  'release',
  'ship',
  'unfreeze',
  'confirm_unfreeze',
  'close',
] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/** Files of a kind: those being made, those nobody downloaded yet, those that left. */
export interface PaperCounts {
  readonly making: number;
  readonly waiting: number;
  readonly downloaded: number;
}

export interface StepFacts {
  readonly state: BatchState;
  /** Whether somebody's question waits for another person and has not run out. */
  readonly asked: boolean;
  readonly forPrintHouse: boolean;
  /** Whether its template has a proof that two people approved. */
  readonly proofed: boolean;
  readonly sheets: PaperCounts;
  readonly bundles: PaperCounts & { readonly withoutReceipt: number; readonly withoutCertificate: number };
  /** Cards in the warehouse and cards that may still move; absent where nobody counted. */
  readonly cards?: { readonly warehouse: number; readonly open: number };
}

export function nextStepOf(facts: StepFacts): NextStep | null {
  switch (facts.state) {
    case 'requested':
      return facts.asked ? 'approve' : 'ask';
    case 'approved':
    case 'minting':
      return 'watch';
    case 'paused':
      return 'resume';
    case 'minted':
      return facts.forPrintHouse ? bundleStep(facts) : sheetStep(facts);
    case 'sealed':
      return returnStep(facts) ?? 'release';
    case 'released':
      return returnStep(facts) ?? shopStep(facts);
    case 'frozen':
      return facts.asked ? 'confirm_unfreeze' : 'unfreeze';
    default:
      return null;
  }
}

function sheetStep({ sheets, proofed }: StepFacts): NextStep {
  if (sheets.waiting > 0) return 'download_sheets';
  if (sheets.making > 0) return 'watch_sheets';
  if (sheets.downloaded > 0) return 'seal';
  return proofed ? 'make_sheets' : 'approve_proof';
}

function bundleStep({ bundles }: StepFacts): NextStep {
  if (bundles.waiting > 0) return 'download_bundle';
  if (bundles.making > 0) return 'watch_bundle';
  return bundles.downloaded > 0 ? 'seal' : 'make_bundle';
}

/** Nothing of a bundle that left is shipped before the house has signed for it and for what it destroyed. */
function returnStep({ bundles }: StepFacts): NextStep | undefined {
  if (bundles.withoutReceipt > 0) return 'record_receipt';
  return bundles.withoutCertificate > 0 ? 'record_certificate' : undefined;
}

function shopStep({ cards }: StepFacts): NextStep | null {
  if (cards === undefined || cards.warehouse > 0) return 'ship';
  return cards.open === 0 ? 'close' : null;
}
