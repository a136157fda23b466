import { clearCode } from '#lib/kernel';
import type { Ladder } from '#lib/till-client';
import type { CuttingProxy } from './cutting-proxy.js';
import { type RawAnswer, textOf } from './exchange.js';
import { Journal } from './journal.js';
import type { CertifiedTill } from './till.js';

/** A card that the sandbox gave out. */
export interface SandboxCardFacts {
  readonly serial: string;
  /** What a scanner reads: GS1 (01) and (21). */
  readonly code: string;
  readonly gtin: string;
  readonly months: number;
  readonly amountMinor: number;
  readonly currency: string;
}

export type Outcome =
  | 'sellable'
  | 'blocked'
  | 'expired'
  | 'batch_not_released'
  | 'not_received'
  | 'exposed'
  | 'error_500'
  | 'stall';

export interface PlayedFacts {
  readonly state: string;
  readonly exceptions: readonly string[];
}

export interface SceneParts {
  /** Two tills of one store. */
  readonly first: CertifiedTill;
  readonly second: CertifiedTill;
  /** A till of a retailer with the other receiving policy, if there is one. */
  readonly other?: CertifiedTill;
  readonly proxy: CuttingProxy;
  /** How long a till waits for an answer in the cases that keep it waiting. */
  readonly tillTimeoutMs: number;
  /** Of the retailer's contract, for its day file. */
  readonly commissionBp: number;
}

/** What the cases play on: tills, cards, a line that breaks, and the till's own journal of its day. */
export class Scene {
  readonly journal = new Journal();
  /** Names this run in keys and receipts. */
  private readonly run = clearCode(6);
  private keys = 0;

  constructor(readonly parts: SceneParts) {}

  get first(): CertifiedTill {
    return this.parts.first;
  }

  get second(): CertifiedTill {
    return this.parts.second;
  }

  /** As a till of ours waits and repeats, with this run's patience. */
  get ladder(): Ladder {
    const { tillTimeoutMs: t } = this.parts;
    return { timeoutMs: t, repeatAtMs: [t, 2 * t] };
  }

  /** Short enough for a day file's field. */
  newKey(): string {
    return `${this.run}-${String(++this.keys).padStart(4, '0')}`;
  }

  receipt(): string {
    return `R-${String(this.keys).padStart(6, '0')}`;
  }

  async card(outcome: Outcome, till = this.first): Promise<SandboxCardFacts> {
    const answer = await till.call({ method: 'POST', path: 'sandbox/cards', body: { outcome } });
    if (answer.status !== 201) throw refusedHere(`a card that is ${outcome}`, answer);
    return answer.json as unknown as SandboxCardFacts;
  }

  /** What the sandbox says of a card. */
  async played({ serial }: SandboxCardFacts, till = this.first): Promise<PlayedFacts> {
    const answer = await till.call({ method: 'GET', path: `sandbox/cards/${serial}` });
    if (answer.status !== 200) throw refusedHere('what became of a card', answer);
    return answer.json as unknown as PlayedFacts;
  }

  saleOf({ code, amountMinor, currency }: SandboxCardFacts, receipt: string) {
    return { code, amountMinor, currency, receipt };
  }

  /** Writes the key down, sells, writes down what came of it. */
  async sell(
    card: SandboxCardFacts,
    { key = this.newKey(), till = this.first, receipt = this.receipt(), change = {} as object } = {},
  ): Promise<RawAnswer & { readonly key: string }> {
    this.journal.use({ till, key, card, receipt });
    const body = { ...this.saleOf(card, receipt), ...change };
    const answer = await till.call({ method: 'POST', path: 'activations', key, body });
    if (answer.status === 201) this.sold(key);
    return { ...answer, key };
  }

  async reverse(key: string, till = this.first): Promise<RawAnswer> {
    const answer = await till.call({ method: 'POST', path: `activations/${key}/reversal` });
    if (answer.status === 200 && answer.json['serial'] !== undefined) this.note('R', key);
    return answer;
  }

  async takeBack(key: string, till = this.first): Promise<RawAnswer> {
    const body = { reason: 'certification' };
    const answer = await till.call({ method: 'POST', path: `activations/${key}/void`, body });
    if (answer.status === 200) this.note('V', key);
    return answer;
  }

  status(key: string, till = this.first): Promise<RawAnswer> {
    return till.call({ method: 'GET', path: `activations/${key}` });
  }

  async age(key: string, minutes: number): Promise<void> {
    const answer = await this.first.call({ method: 'POST', path: 'sandbox/age', body: { key, minutes } });
    if (answer.status !== 200) throw refusedHere('to let time pass', answer);
  }

  /** For sales that the till client made. */
  sold(key: string): void {
    this.note('S', key);
  }

  private note(type: 'S' | 'R' | 'V', key: string): void {
    this.journal.effect(type, key, new Date(), this.parts.commissionBp);
  }
}

export function replayed({ headers }: Pick<RawAnswer, 'headers'>): boolean {
  return headers['idempotency-replayed'] === 'true';
}

function refusedHere(what: string, answer: RawAnswer): Error {
  const why = `${answer.status} ${textOf(answer, 'code')} ${textOf(answer, 'detail')}`;
  return new Error(`the sandbox refused ${what}: ${why.trim()}`);
}
