import { Injectable } from '@nestjs/common';
import { Transactions, type Tx } from '#lib/database';
import { Problem, newId } from '#lib/kernel';
import { stage } from '#lib/queue';
import { Config, Keyring } from '#lib/runtime';
import { newEndpointSecret, sealEndpointSecret } from './endpoint-secret.js';
import {
  type DeliveryFacts,
  type DeliverySlice,
  type EndpointFacts,
  insertEndpoint,
  insertTest,
  jobOf,
  lockEndpoint,
  lockRetailer,
  readDeliveries,
  readEndpoints,
  restartDelivery,
  writeSecret,
  writeState,
} from './endpoint.store.js';
import { readReceiverUrl } from './receiver-address.js';
import type { WebhookType } from './webhook-types.js';

export const ENDPOINTS_MAX = 10;
/** How long both secrets sign after a change. */
const OVERLAP_S = 24 * 3_600;

export interface NewEndpoint {
  readonly retailerId: number;
  readonly url: string;
  readonly types: readonly WebhookType[];
  /** Who adds it, as the log of deeds names people. */
  readonly madeBy: string;
}

/** An endpoint with its secret, which is shown this once. */
export interface EndpointWithSecret {
  readonly endpoint: EndpointFacts;
  readonly secret: string;
}

/** Where retailers' systems listen: added, switched, tried out. Whoever calls records the deed in the same transaction. */
@Injectable()
export class EndpointService {
  constructor(
    private readonly transactions: Transactions,
    private readonly config: Config,
    private readonly keyring: Keyring,
  ) {}

  async add(tx: Tx, { retailerId, url, types, madeBy }: NewEndpoint): Promise<EndpointWithSecret> {
    const { href } = readReceiverUrl(url, { loopback: this.config.webhookLoopback });
    if (!(await lockRetailer(tx, retailerId))) throw new Problem('retailer.not_found');
    const others = await readEndpoints(tx, retailerId);
    if (others.some((other) => other.url === href)) {
      throw new Problem(
        'name.taken',
        'The retailer has an endpoint of this address: switch it on, or rotate its secret.',
      );
    }
    if (others.length >= ENDPOINTS_MAX) {
      throw new Problem('request.invalid', `A retailer has at most ${ENDPOINTS_MAX} endpoints.`);
    }
    const id = newId();
    const secret = newEndpointSecret();
    const secretSealed = sealEndpointSecret(this.keyring.secret('office'), id, secret);
    return { endpoint: await insertEndpoint(tx, { id, retailerId, url: href, types, madeBy, secretSealed }), secret };
  }

  /** A new secret; both sign for a day, so that the receiver can change over without losing an event. */
  async rotate(tx: Tx, id: string): Promise<EndpointWithSecret> {
    await this.lock(tx, id);
    const secret = newEndpointSecret();
    const sealed = sealEndpointSecret(this.keyring.secret('office'), id, secret);
    return { endpoint: await writeSecret(tx, id, sealed, OVERLAP_S), secret };
  }

  /** Safe to repeat. Switched on, it gets what waited for it; off, it is told of nothing that happens meanwhile. */
  async turn(tx: Tx, id: string, state: 'on' | 'off'): Promise<EndpointFacts> {
    await this.lock(tx, id);
    return writeState(tx, id, state);
  }

  /** Sends an event that means nothing; gives its id. */
  async test(tx: Tx, id: string): Promise<{ readonly eventId: string }> {
    const endpoint = await this.lockOn(tx, id);
    const eventId = newId();
    await insertTest(tx, endpoint, { id: eventId, data: { endpointId: id } });
    await stage(tx, jobOf(eventId));
    return { eventId };
  }

  /** Sends a delivery again, whatever became of it; the receiver knows it by its id. */
  async replay(tx: Tx, id: string, deliveryId: string): Promise<DeliveryFacts> {
    await this.lockOn(tx, id);
    const delivery = await restartDelivery(tx, id, deliveryId);
    if (delivery === undefined) throw new Problem('delivery.not_found');
    await stage(tx, jobOf(delivery.eventId));
    return delivery;
  }

  list(retailerId: number): Promise<EndpointFacts[]> {
    return this.transactions.run((tx) => readEndpoints(tx, retailerId));
  }

  /** Newest first. */
  deliveries(slice: DeliverySlice): Promise<DeliveryFacts[]> {
    return this.transactions.run((tx) => readDeliveries(tx, slice));
  }

  private async lockOn(tx: Tx, id: string): Promise<EndpointFacts> {
    const endpoint = await this.lock(tx, id);
    if (endpoint.state !== 'on') throw new Problem('webhook.wrong_state', 'Switch the endpoint on first.');
    return endpoint;
  }

  private async lock(tx: Tx, id: string): Promise<EndpointFacts> {
    const endpoint = await lockEndpoint(tx, id);
    if (endpoint === undefined) throw new Problem('webhook.not_found');
    return endpoint;
  }
}
