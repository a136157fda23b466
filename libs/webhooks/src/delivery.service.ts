import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Transactions } from '#lib/database';
import { Keyring } from '#lib/runtime';
import {
  type ClaimedDelivery,
  claimDue,
  endpointsDue,
  endpointsOfEvent,
  giveUpOld,
  recordTry,
} from './delivery.store.js';
import { openEndpointSecret } from './endpoint-secret.js';
import { decideTry } from './retry.policy.js';
import { bodyOf, headersOf } from './webhook-message.js';
import { WebhookSender } from './webhook-sender.js';

const TRIES_AT_ONCE = 4;
const LANES_MAX = 64;

/**
 * Brings events to their receivers, at least once. Each endpoint has a lane of its own here, so that a slow receiver
 * delays nobody else; what is due lies in the database, so that a job that is lost costs the time until the next sweep.
 */
@Injectable()
export class DeliveryService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliveryService.name);
  private readonly lanes = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly transactions: Transactions,
    private readonly sender: WebhookSender,
    private readonly keyring: Keyring,
  ) {}

  /** Begins with an event's endpoints; resolves before they have answered. */
  async begin(eventId: string): Promise<void> {
    this.open(await this.transactions.run((tx) => endpointsOfEvent(tx, eventId)));
  }

  /** Begins with all that is due. Resolves before anybody has answered. */
  async sweep(): Promise<void> {
    this.open(await this.transactions.run(endpointsDue));
  }

  giveUpOld(): Promise<number> {
    return this.transactions.run(giveUpOld);
  }

  /** When nothing is under way in this process. */
  async idle(): Promise<void> {
    while (this.lanes.size > 0) await Promise.all(this.lanes.values());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('the process stops'));
    await this.idle();
  }

  private open(endpointIds: readonly string[]): void {
    for (const id of endpointIds) {
      if (this.stopping.signal.aborted || this.lanes.has(id) || this.lanes.size >= LANES_MAX) continue;
      const lane = this.empty(id)
        .catch((error: Error) => this.logger.warn('webhooks wait', { endpoint: id, reason: error.message }))
        .finally(() => this.lanes.delete(id));
      this.lanes.set(id, lane);
    }
  }

  private async empty(endpointId: string): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const claimed = await this.transactions.run((tx) => claimDue(tx, endpointId, TRIES_AT_ONCE));
      if (claimed.length === 0) return;
      await Promise.all(claimed.map((delivery) => this.attempt(delivery)));
    }
  }

  private async attempt(delivery: ClaimedDelivery): Promise<void> {
    const { event, endpoint, tries } = delivery;
    const body = bodyOf(event);
    const message = {
      url: endpoint.url,
      headers: headersOf(event.id, body, this.secretsOf(endpoint), new Date()),
      body,
    };
    const result = await this.sender.send(message, this.stopping.signal);
    // A try that our own stop cut off tells nothing of the receiver: its lease runs out, and it is tried again.
    if ('error' in result && this.stopping.signal.aborted) return;
    const outcome = decideTry(result, tries, Math.random());
    await this.transactions.run((tx) => recordTry(tx, delivery, outcome));
  }

  private secretsOf({ id, secretSealed, oldSecretSealed }: ClaimedDelivery['endpoint']): string[] {
    const key = this.keyring.secret('office');
    const sealed = oldSecretSealed === null ? [secretSealed] : [secretSealed, oldSecretSealed];
    return sealed.map((one) => openEndpointSecret(key, id, one));
  }
}
