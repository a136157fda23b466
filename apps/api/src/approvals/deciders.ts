import { Injectable } from '@nestjs/common';
import {
  type ApprovalFacts,
  type Decision,
  type OneTimeCode,
  POLICY_SET,
  PolicyService,
  RecoveryService,
  STAFF_RECOVERY,
} from '#lib/access';
import { BatchService } from '#lib/card-batch';
import {
  BUNDLE_AGAIN,
  BundleService,
  HOUSE_KEY_APPROVAL,
  PROOF,
  PrintHouseService,
  ProofService,
} from '#lib/card-stock';
import { BlockService, UNBLOCK, rangeOfSubject } from '#lib/inventory';
import { invariant } from '#lib/kernel';

export interface Vote {
  readonly staffId: string;
  readonly decision: Decision;
  readonly reason?: string;
}

export interface Outcome {
  /** Shown once, to who decided. */
  readonly oneTimeCode?: OneTimeCode;
}

type Decide = (asked: ApprovalFacts, vote: Vote) => Promise<Outcome | object | number>;

/** What hands out secrets or gives cards their worth back asks for a recent second factor too. */
export const STEP_UP_KINDS: ReadonlySet<string> = new Set([STAFF_RECOVERY, UNBLOCK]);

/** Which service a decision goes to, by its kind: it does the deed in the transaction that stores the decision. */
@Injectable()
export class Deciders {
  private readonly byKind: Readonly<Record<string, Decide>> = {
    'batch.mint': ({ subject }, { staffId, decision, reason = 'Rejected.' }) =>
      decision === 'approved'
        ? this.batches.approve(numberIn(subject), staffId)
        : this.batches.reject(numberIn(subject), staffId, reason),
    'batch.unfreeze': ({ subject }, vote) => this.batches.decideUnfreeze({ batchId: numberIn(subject), ...vote }),
    [PROOF]: ({ subject }, vote) => this.proofs.decide({ proofId: idIn(subject), ...vote }),
    [HOUSE_KEY_APPROVAL]: ({ subject }, vote) => this.houses.decideKey({ keyId: numberIn(subject), ...vote }),
    [BUNDLE_AGAIN]: ({ subject }, vote) => this.bundles.decideAgain({ bundleId: idIn(subject), ...vote }),
    [UNBLOCK]: ({ subject }, vote) => this.blocks.decideUnblock({ ...rangeOfSubject(subject), ...vote }),
    [STAFF_RECOVERY]: ({ subject }, { staffId: decidedBy, ...vote }) =>
      this.recovery.decide({ staffId: idIn(subject), decidedBy, ...vote }),
    [POLICY_SET]: ({ subject }, { staffId: decidedBy, ...vote }) =>
      this.policies.decide({ name: idIn(subject), decidedBy, ...vote }),
  };

  constructor(
    private readonly batches: BatchService,
    private readonly proofs: ProofService,
    private readonly houses: PrintHouseService,
    private readonly bundles: BundleService,
    private readonly blocks: BlockService,
    private readonly recovery: RecoveryService,
    private readonly policies: PolicyService,
  ) {}

  async decide(asked: ApprovalFacts, vote: Vote): Promise<Outcome> {
    const decide = this.byKind[asked.kind];
    invariant(decide !== undefined, `nobody decides about ${asked.kind}`);
    const done = await decide(asked, vote);
    return asked.kind === STAFF_RECOVERY ? (done as Outcome) : {};
  }
}

/** `proof:<id>` → the id. */
function idIn(subject: string): string {
  return subject.slice(subject.indexOf(':') + 1);
}

function numberIn(subject: string): number {
  return Number(idIn(subject));
}
