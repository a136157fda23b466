/**
 * Every refusal the system can give. The code is the contract: clients, tests and support staff match on it,
 * so a code is never renamed and never reused. Sent as RFC 9457 `application/problem+json`.
 */
export const PROBLEMS = {
  'request.invalid': { status: 400, title: 'The request is malformed' },
  'request.too_large': { status: 413, title: 'The request is too large' },
  'request.media_type': { status: 415, title: 'Send JSON' },
  'request.key_reused': { status: 422, title: 'Key already used for a different request' },
  'key.missing': { status: 400, title: 'Send an Idempotency-Key header' },
  'route.not_found': { status: 404, title: 'No such address' },

  'serial.check_digit': { status: 400, title: 'The serial is mistyped' },
  'scan.gtin_only': { status: 400, title: 'That is the product code; scan the other barcode' },
  'scan.gtin_differs': { status: 422, title: 'The barcode names another product than the card' },
  'price.mismatch': { status: 422, title: 'The amount is not the price' },
  'terms.date_past': { status: 422, title: 'A day that has begun gets no new terms' },
  'shift.count_differs': {
    status: 422,
    title: 'The drawer differs; give the reason, and a supervisor’s code above the limit',
  },
  'webhook.url_refused': { status: 422, title: 'The address may not be called' },

  'signature.invalid': { status: 401, title: 'The signature does not fit the request' },
  'signature.expired': { status: 401, title: 'The signature is too old or from the future' },
  'session.missing': { status: 401, title: 'Sign in first' },
  'session.expired': { status: 401, title: 'The session has ended; sign in again' },
  'token.invalid': { status: 401, title: 'The access token is not valid' },
  'credentials.invalid': { status: 401, title: 'E-mail or password is wrong' },
  'second_factor.required': { status: 401, title: 'Send the code of your second factor too' },
  'second_factor.invalid': { status: 401, title: 'The code or passkey is not right' },
  'second_factor.last': { status: 409, title: 'It is your only second factor; add another one first' },
  'second_factor.enrol': { status: 403, title: 'Set up a second factor first' },
  'recovery.invalid': { status: 401, title: 'The recovery code is not right or ran out' },
  'enrolment.invalid': { status: 401, title: 'The enrolment code is not right, was used or ran out' },
  'clerk.code_wrong': { status: 401, title: 'The clerk’s code is not right' },
  'supervisor.code_wrong': { status: 401, title: 'No supervisor of this store has this code' },
  'role.missing': { status: 403, title: 'Your role may not do this' },
  'origin.foreign': { status: 403, title: 'The request came from another site' },
  'clerk.suspended': { status: 403, title: 'The clerk may not sell at the moment' },
  'sandbox.only': { status: 403, title: 'Only for a sandbox retailer’s tills' },
  'approval.same_person': { status: 403, title: 'Another person must approve' },
  'approval.decided': { status: 409, title: 'It was decided before' },
  'approval.expired': { status: 409, title: 'The approval ran out; ask again' },
  'step_up.required': { status: 403, title: 'Confirm with your second factor' },

  'card.not_found': { status: 404, title: 'No such card' },
  'batch.not_found': { status: 404, title: 'No such batch' },
  'approval.not_found': { status: 404, title: 'No such approval' },
  'staff.not_found': { status: 404, title: 'No such person' },
  'passkey.not_found': { status: 404, title: 'No such passkey' },
  'token.not_found': { status: 404, title: 'No such access token' },
  'policy.not_found': { status: 404, title: 'No such policy' },
  'template.not_found': { status: 404, title: 'No such print template' },
  'proof.not_found': { status: 404, title: 'No such proof' },
  'print_house.not_found': { status: 404, title: 'No such print house' },
  'house_key.not_found': { status: 404, title: 'No such key' },
  'bundle.not_found': { status: 404, title: 'No such bundle' },
  'sheet.not_found': { status: 404, title: 'No such sheet' },
  'product.not_found': { status: 404, title: 'No such product' },
  'retailer.not_found': { status: 404, title: 'No such retailer' },
  'store.not_found': { status: 404, title: 'No such store' },
  'terminal.not_found': { status: 404, title: 'No such terminal' },
  'clerk.not_found': { status: 404, title: 'No such clerk' },
  'shift.not_found': { status: 404, title: 'No such shift' },
  'alert.not_found': { status: 404, title: 'No such alert' },
  'webhook.not_found': { status: 404, title: 'No such webhook endpoint' },
  'delivery.not_found': { status: 404, title: 'No such delivery' },
  'consignment.not_found': { status: 404, title: 'No such consignment' },
  'device.not_found': { status: 404, title: 'No such device' },
  'activation.not_found': { status: 404, title: 'No sale under this key' },
  'redemption.not_found': { status: 404, title: 'No such redemption' },

  'card.already_active': { status: 409, title: 'The card has been sold' },
  'card.not_received': { status: 409, title: 'The card is not on this store’s list' },
  'card.not_sold': { status: 409, title: 'The card has not been sold yet' },
  'card.blocked': { status: 409, title: 'The card is blocked' },
  'card.expired': { status: 409, title: 'The card has expired' },
  'card.exposed': { status: 409, title: 'Someone has tried this card’s PIN before' },
  'card.redeemed': { status: 409, title: 'The card has been used' },
  'card.held': { status: 409, title: 'The card is being checked' },
  'card.voided': { status: 409, title: 'The card was taken back' },
  'card.replaced': { status: 409, title: 'The card was replaced' },
  'card.wrong_state': { status: 409, title: 'The cards are not in the state this needs' },
  'batch.not_released': { status: 409, title: 'The batch is not on sale' },
  'batch.sealed': { status: 409, title: 'The batch is sealed' },
  'batch.not_sealed': { status: 409, title: 'The batch is not sealed yet' },
  'batch.nothing_printed': { status: 409, title: 'Nothing was downloaded yet' },
  'batch.wrong_state': { status: 409, title: 'The batch is not in the state this needs' },
  'sheet.not_ready': { status: 409, title: 'The sheet is still being made' },
  'batch.cards_open': { status: 409, title: 'Some cards are not at their end yet' },
  'batch.at_print_house': { status: 409, title: 'The batch is printed by a print house' },
  'template.retired': { status: 409, title: 'The print template is retired' },
  'proof.not_approved': { status: 409, title: 'Two people must approve a proof of this template first' },
  'proof.differs': { status: 409, title: 'The printer no longer makes what was approved' },
  'proof.wrong_state': { status: 409, title: 'The proof was decided before' },
  'house_key.not_confirmed': { status: 409, title: 'Two people must confirm this key’s fingerprint first' },
  'house_key.wrong_state': { status: 409, title: 'The key is not in the state this needs' },
  'bundle.not_ready': { status: 409, title: 'The bundle is still being made' },
  'bundle.downloaded': { status: 409, title: 'The bundle was downloaded before' },
  'bundle.expired': { status: 409, title: 'The bundle was not downloaded in time' },
  'bundle.wrong_state': { status: 409, title: 'The bundle is not in the state this needs' },
  'certificate.missing': { status: 409, title: 'The print house has not certified the destruction yet' },
  'consignment.wrong_state': { status: 409, title: 'The consignment has been received' },
  'activation.reversed': { status: 409, title: 'The sale was cancelled earlier' },
  'activation.voided': { status: 409, title: 'The sale was voided' },
  'void.window_over': { status: 409, title: 'It is too late to void' },
  'void.pin_tried': { status: 409, title: 'The PIN has been tried; the sale stands' },
  'void.supervisor_required': { status: 409, title: 'A supervisor must confirm' },
  'retailer.limit': { status: 409, title: 'The retailer’s credit is used up' },
  'shift.not_open': { status: 409, title: 'No open shift for this clerk' },
  'shift.open_elsewhere': { status: 409, title: 'Another clerk’s shift is open on this terminal' },
  'till.locked': { status: 409, title: 'Too many sales in a short time; a supervisor must unlock the till' },
  'till.receipt_limit': { status: 409, title: 'So much on one receipt needs a supervisor' },
  'webhook.wrong_state': { status: 409, title: 'The webhook endpoint is not switched on' },
  'alert.resolved': { status: 409, title: 'Somebody has resolved the alert' },
  'key.last': { status: 409, title: 'It is the terminal’s only key; add another one first' },

  'pin.not_usable': { status: 422, title: 'This PIN cannot be used' },
  'pin.check_digit': { status: 422, title: 'The PIN is mistyped' },
  'challenge.serial': { status: 422, title: 'Send the card’s serial too' },
  'subscription.too_far': { status: 422, title: 'The end date would be too far ahead' },
  'plan.mismatch': { status: 422, title: 'The card is for another plan' },
  'range.overlap': { status: 422, title: 'The range is already on its way' },
  'range.invalid': { status: 422, title: 'The range is not one of a batch' },
  'count.differs': { status: 422, title: 'The count differs from the cards named' },
  'layout.invalid': { status: 422, title: 'The layout does not fit its page or its card' },
  'text.too_long': { status: 422, title: 'A text does not fit its place' },
  'font.glyph_missing': { status: 422, title: 'The font has no such character' },
  'house_key.invalid': { status: 422, title: 'That is not a key of the right kind' },
  'receipt.invalid': { status: 422, title: 'The receipt does not fit the bundle' },
  'certificate.invalid': { status: 422, title: 'The certificate does not fit the bundle' },
  'spoilage.foreign': { status: 422, title: 'The list names cards that were not in the bundle' },
  'password.weak': { status: 422, title: 'The password is too easy to guess' },
  'name.taken': { status: 422, title: 'The name is taken' },

  'rate.limited': { status: 429, title: 'Too many tries' },
  internal: { status: 500, title: 'Something broke on our side' },
  busy: { status: 503, title: 'Busy; try again with the same key' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One field that was wrong: `pointer` is a JSON pointer (RFC 6901) into the body. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
  readonly code: string;
}

export interface ProblemExtra {
  readonly errors?: readonly FieldError[];
  /** Seconds for `Retry-After`. */
  readonly retryAfterS?: number;
  /** Further members of the body (RFC 9457 §3.2): what the caller needs for the next step. Goes to the caller. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Goes to the log only. */
  readonly internal?: Readonly<Record<string, unknown>>;
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

/** A refusal the caller can understand and act on. Anything else thrown is our bug, and a 500. */
export class Problem extends Error {
  override readonly name = 'Problem';

  /** @param detail goes to the caller: no PIN, no SQL, no other retailer's name. */
  constructor(
    readonly code: ProblemCode,
    detail: string = PROBLEMS[code].title,
    readonly extra: ProblemExtra = {},
  ) {
    super(detail);
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  /** The RFC 9457 body. */
  toBody(): ProblemBody {
    const { status, title } = PROBLEMS[this.code];
    const errors = this.extra.errors === undefined ? {} : { errors: this.extra.errors };
    const own = { type: `urn:reup:problem:${this.code}`, title, status, code: this.code, detail: this.message };
    return { ...this.extra.members, ...own, ...errors };
  }
}
