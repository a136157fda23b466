import { invariant, newId } from '#lib/kernel';
import {
  type CheckAnswer,
  STORED_LINES_MAX,
  type Sale,
  type SaleAnswer,
  type SaleSecrets,
  type StatusAnswer,
  type StoredAnswer,
  type StoredSale,
  type VoidRequest,
} from './contract.js';
import { type Ladder, ONCE, REPEATING } from './ladder.js';
import type { Outcome } from './outcome.js';
import type { Signer } from './signer.js';
import type {
  CloseShiftRequest,
  CurrentShiftAnswer,
  DrawerMove,
  DrawerMoveAnswer,
  EnrolAnswer,
  EnrolRequest,
  OpenShiftRequest,
  PublicKey,
  ShiftAnswer,
  SignInAnswer,
  TerminalAnswer,
} from './till-contract.js';
import type { ShiftReport, Slip } from './till-papers.js';
import { TillWire, type WireOptions, readBytes } from './till-wire.js';

export interface TillClientOptions extends WireOptions {
  readonly signer: Signer;
  /** For what has an effect; 6 s a try, again at 6 s and 12 s when left out. */
  readonly repeating?: Ladder;
  /** For what a clerk asks, and asks again by hand. */
  readonly once?: Ladder;
}

/** Made by the till and written down before the first try of the sale. */
export function newSaleKey(): string {
  return newId();
}

/** A till that is not known yet gives its public key for the office's one-time code. The same again is safe. */
export function enrolTill(options: Omit<WireOptions, 'signer'>, request: EnrolRequest): Promise<Outcome<EnrolAnswer>> {
  const { url, fetch, onRepeat } = options;
  const wire = new TillWire({ url, ...(fetch && { fetch }), ...(onRepeat && { onRepeat }) });
  return wire.call(wire.request('POST', 'enrolments', request), ONCE);
}

/** One till's calls: signed, repeated with the same key, answered as a value. */
export class TillClient {
  private readonly wire: TillWire;
  private readonly repeating: Ladder;
  private readonly once: Ladder;

  constructor(private readonly options: TillClientOptions) {
    this.wire = new TillWire(options);
    this.repeating = options.repeating ?? REPEATING;
    this.once = options.once ?? ONCE;
  }

  /** What the card is, its price, and whether it may be sold here. */
  check(code: string): Promise<Outcome<CheckAnswer>> {
    return this.ask('POST', 'cards/check', { code });
  }

  /** Sells one card for cash that is in the drawer. The same key again is the same sale. */
  sell(key: string, sale: Sale, secrets: SaleSecrets = {}): Promise<Outcome<SaleAnswer>> {
    return this.act('POST', 'activations', { ...sale, ...secrets }, key);
  }

  /** What became of a key. */
  status(key: string): Promise<Outcome<StatusAnswer>> {
    return this.ask('GET', `activations/${key}`);
  }

  /** The money goes back: undoes the sale of this key, or forbids it when it comes late. */
  reverse(key: string): Promise<Outcome<StatusAnswer>> {
    return this.act('POST', `activations/${key}/reversal`);
  }

  /** Takes a card back at the counter, panel untouched. */
  void(key: string, request: VoidRequest): Promise<Outcome<StatusAnswer>> {
    return this.act('POST', `activations/${key}/void`, request);
  }

  /** Sales made while nobody answered, each with a key and an answer of its own. Sent again, what stands is replayed. */
  sendStored(lines: readonly StoredSale[]): Promise<Outcome<{ readonly lines: readonly StoredAnswer[] }>> {
    invariant(lines.length > 0 && lines.length <= STORED_LINES_MAX, `1 to ${STORED_LINES_MAX} stored sales a call`);
    return this.act('POST', 'activations/batch', { lines });
  }

  /** A supervisor opens a till that sold too much too fast. */
  unlock(supervisorCode: string): Promise<Outcome<object>> {
    return this.ask('POST', 'unlock', { supervisorCode });
  }

  /** Who this till is, who may stand at it, and whether a drawer is open. */
  terminal(): Promise<Outcome<TerminalAnswer>> {
    return this.ask('GET', 'terminal');
  }

  /** A second key beside the present one; sign with it from now on, then retire the old one. */
  addKey(publicKey: PublicKey): Promise<Outcome<{ readonly keyId: string }>> {
    return this.ask('POST', 'keys', { publicKey });
  }

  retireKey(keyId: string): Promise<Outcome<object>> {
    return this.act('DELETE', `keys/${keyId}`);
  }

  /** `code` is the clerk's secret; `clerk` only names. */
  clerkSignIn(clerk: string, code: string): Promise<Outcome<SignInAnswer>> {
    return this.ask('POST', 'clerks/sign-in', { clerk, code });
  }

  /** Asked again by its own clerk, the open drawer is answered. */
  openShift(request: OpenShiftRequest): Promise<Outcome<ShiftAnswer>> {
    return this.act('POST', 'shifts', request);
  }

  currentShift(): Promise<Outcome<CurrentShiftAnswer>> {
    return this.ask('GET', 'shifts/current');
  }

  /** Cash into or out of the drawer beside sales. */
  drawerMove(key: string, move: DrawerMove): Promise<Outcome<DrawerMoveAnswer>> {
    return this.act('POST', 'shifts/current/moves', move, key);
  }

  /** The drawer as it stands; ends nothing. */
  xReport(): Promise<Outcome<ShiftReport>> {
    return this.ask('GET', 'shifts/current/x');
  }

  /** Counts, closes, and gets the Z report; the same again gets the same report. */
  closeShift(request: CloseShiftRequest): Promise<Outcome<ShiftReport>> {
    return this.act('POST', 'shifts/current/close', request);
  }

  zReport(shiftId: string): Promise<Outcome<ShiftReport>> {
    return this.ask('GET', `shifts/${shiftId}/z`);
  }

  /** A print of the slip, which counts it: from the second on it is a duplicate. */
  printSlip(key: string, tenderedMinor?: number): Promise<Outcome<Slip>> {
    return this.ask('POST', `activations/${key}/slips`, tenderedMinor === undefined ? {} : { tenderedMinor });
  }

  /** The slip without printing it. */
  slip(key: string): Promise<Outcome<Slip>> {
    return this.ask('GET', `activations/${key}/slip`);
  }

  /** A print that was counted, the newest when none is named, as a PDF for an 80 mm printer. */
  slipPdf(key: string, copy?: number): Promise<Outcome<Uint8Array>> {
    const which = copy === undefined ? '' : `?copy=${copy}`;
    const request = this.wire.request('GET', `activations/${key}/slip.pdf${which}`);
    return this.wire.call(request, this.once, readBytes('application/pdf'));
  }

  /** Once: the clerk who waits for it can do it again. */
  private ask<Answer>(method: 'GET' | 'POST', path: string, body?: object): Promise<Outcome<Answer>> {
    return this.wire.call(this.wire.request(method, path, body), this.once);
  }

  /** Again until answered: done twice it has one effect. */
  private act<Answer>(
    method: 'POST' | 'DELETE',
    path: string,
    body?: object,
    idempotencyKey?: string,
  ): Promise<Outcome<Answer>> {
    const request = this.wire.request(method, path, body);
    return this.wire.call(idempotencyKey === undefined ? request : { ...request, idempotencyKey }, this.repeating);
  }
}
