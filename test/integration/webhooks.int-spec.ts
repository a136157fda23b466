import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseModule, Transactions } from '#lib/database';
import { newId } from '#lib/kernel';
import { type Config, Keyring, RuntimeModule, readConfig } from '#lib/runtime';
import {
  DeliveryService,
  EndpointService,
  type EndpointWithSecret,
  TRIES_MAX,
  WebhooksModule,
  type WebhookType,
  stageWebhook,
  stageWebhooks,
} from '#lib/webhooks';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { WebhookSender } from '../../libs/webhooks/src/webhook-sender.js';
import { type TestDatabase, createTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

interface Got {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}
type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** A retailer's server beside us: keeps what it got, answers each path as told. */
class Receiver {
  readonly got: Got[] = [];
  readonly answers = new Map<string, Answering>();
  private readonly server: Server = createServer((request, response) => void this.take(request, response));

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  urlOf(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  at(path: string): Got[] {
    return this.got.filter((one) => one.path === path);
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.got.push({ path: request.url!, headers: request.headers as Record<string, string>, body });
    const answer = this.answers.get(request.url!) ?? ((_, plain) => plain.writeHead(204).end());
    answer(request, response);
  }
}

const status =
  (code: number, headers = {}): Answering =>
  (_, response) =>
    response.writeHead(code, headers).end();

let database: TestDatabase;
let home: string;
let config: Config;
let app: INestApplicationContext;
let receiver: Receiver;
let made = 0;

const transactions = () => app.get(Transactions);
const endpoints = () => app.get(EndpointService);
const deliveries = () => app.get(DeliveryService);

beforeAll(async () => {
  database = await createTestDatabase();
  home = mkdtempSync(join(tmpdir(), 'reup-hooks-'));
  config = readConfig({
    DATABASE_URL: database.url,
    REUP_HOME: home,
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    WEBHOOK_ALLOW_LOOPBACK: 'yes',
  });
  const keyring = Keyring.open(config.keyringDir, { create: true });

  @Module({ imports: [RuntimeModule.with(config, keyring), DatabaseModule.forRoot(), WebhooksModule] })
  class HooksModule {}

  app = await NestFactory.createApplicationContext(HooksModule, { logger: false });
  receiver = await new Receiver().listen();
});

afterAll(async () => {
  await app.close();
  await receiver.close();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

async function newRetailer(): Promise<number> {
  const [row] = await transactions().read<{ id: number }>(
    `INSERT INTO retailer (name, receiving, commission_bp, claw_back, cut_off_minutes, sells_in_bursts)
     VALUES ($1, 'strict', 800, true, 0, false) RETURNING id`,
    [`Retailer ${++made}`],
  );
  return row!.id;
}

/** A retailer with one endpoint on a path of its own. */
async function listening(
  types: readonly WebhookType[] = ['card.blocked'],
): Promise<EndpointWithSecret & { path: string; retailerId: number }> {
  const retailerId = await newRetailer();
  const path = `/hook-${made}`;
  const wish = { retailerId, url: receiver.urlOf(path), types, madeBy: 'staff:test' };
  return { ...(await transactions().run((tx) => endpoints().add(tx, wish))), path, retailerId };
}

function blocked(retailerId: number, data = { cards: 3 }): Promise<void> {
  return transactions().run((tx) => stageWebhook(tx, { retailerId, type: 'card.blocked', data }));
}

async function sweep(service = deliveries()): Promise<void> {
  await service.sweep();
  await service.idle();
}

/** What is waiting becomes due: time goes by in the database alone. */
async function timePasses(endpointId: string): Promise<void> {
  await transactions().read(
    `UPDATE webhook_delivery SET next_at = now() WHERE endpoint_id = $1 AND state = 'waiting'`,
    [endpointId],
  );
}

/** Events only grow for the application. */
async function asOwner(sql: string, ...values: readonly string[]): Promise<void> {
  const owner = new pg.Client(database.url);
  await owner.connect();
  try {
    await owner.query(sql, [...values]);
  } finally {
    await owner.end();
  }
}

const stateOf = async (id: string): Promise<string> =>
  (await transactions().read<{ state: string }>('SELECT state FROM webhook_endpoint WHERE id = $1', [id]))[0]!.state;
const toldTo = (endpointId: string) => endpoints().deliveries({ endpointId, rowsMax: 100 });

describe('an event', () => {
  it('is written for those who listen, with its job, and for nobody else', async () => {
    const one = await listening(['card.blocked', 'activation.voided']);
    const deaf = await listening(['terminal.revoked']);
    const before = await transactions().read(`SELECT id FROM outbox WHERE queue = 'webhooks'`);
    await transactions().run((tx) =>
      stageWebhooks(tx, [
        { retailerId: one.retailerId, type: 'card.blocked', data: { cards: 1 } },
        { retailerId: one.retailerId, type: 'sale.exception', data: {} },
        { retailerId: deaf.retailerId, type: 'card.blocked', data: {} },
        { retailerId: one.retailerId, type: 'activation.voided', data: { text: '{"quoted", ünïcode}' } },
      ]),
    );
    expect((await toldTo(one.endpoint.id)).map(({ type, data }) => [type, data])).toEqual([
      ['activation.voided', { text: '{"quoted", ünïcode}' }],
      ['card.blocked', { cards: 1 }],
    ]);
    expect(await toldTo(deaf.endpoint.id)).toEqual([]);
    const jobs = await transactions().read<{ job_id: string; data: { eventId: string } }>(
      `SELECT job_id, data FROM outbox WHERE queue = 'webhooks' ORDER BY id OFFSET $1`,
      [before.length],
    );
    expect(jobs).toHaveLength(2);
    for (const { job_id, data } of jobs) expect(job_id).toBe(`webhook-${data.eventId}`);
  });

  it('is forgotten when its transaction fails, and never carries much', async () => {
    const { endpoint, retailerId } = await listening();
    const failing = transactions().run(async (tx) => {
      await stageWebhook(tx, { retailerId, type: 'card.blocked', data: {} });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const much = transactions().run((tx) =>
      stageWebhook(tx, { retailerId, type: 'card.blocked', data: { text: 'x'.repeat(19_000) } }),
    );
    await expect(much).rejects.toThrow('few facts');
    expect(await toldTo(endpoint.id)).toEqual([]);
  });

  it('arrives signed, as the receiver’s own library proves', async () => {
    const { endpoint, secret, path, retailerId } = await listening();
    await blocked(retailerId);
    const { eventId } = (await toldTo(endpoint.id))[0]!;
    await deliveries().begin(eventId);
    await deliveries().idle();
    const [got] = receiver.at(path);
    expect(got!.headers['webhook-id']).toBe(eventId);
    const read = new Webhook(secret).verify(got!.body, got!.headers);
    expect(read).toEqual({ type: 'card.blocked', timestamp: expect.any(String), data: { cards: 3 } });
    expect(() => new Webhook(secret).verify(`${got!.body} `, got!.headers)).toThrow();
    expect(await toldTo(endpoint.id)).toMatchObject([
      { state: 'delivered', tries: 1, lastStatus: 204, lastError: null },
    ]);
  });

  it('is signed with both secrets while they change over, and then with the new one', async () => {
    const { endpoint, secret, path, retailerId } = await listening();
    const rotated = await transactions().run((tx) => endpoints().rotate(tx, endpoint.id));
    expect(rotated.secret).not.toBe(secret);
    expect(rotated.endpoint.oldSecretUntil!.getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    await blocked(retailerId);
    await sweep();
    await transactions().read(`UPDATE webhook_endpoint SET old_secret_until = now() WHERE id = $1`, [endpoint.id]);
    await blocked(retailerId);
    await sweep();
    const [both, after] = receiver.at(path);
    for (const one of [secret, rotated.secret]) new Webhook(one).verify(both!.body, both!.headers);
    new Webhook(rotated.secret).verify(after!.body, after!.headers);
    expect(() => new Webhook(secret).verify(after!.body, after!.headers)).toThrow();
  });
});

describe('a receiver that does not take it', () => {
  it('gets it again later and later under the same id; after all tries it is failing, and what waits comes when it is on', async () => {
    const { endpoint, path, retailerId } = await listening();
    receiver.answers.set(path, status(500));
    await blocked(retailerId);
    await sweep();
    const [first] = await toldTo(endpoint.id);
    expect(first).toMatchObject({ state: 'waiting', tries: 1, lastStatus: 500, lastError: 'answered 500' });
    const gapS = (first!.nextAt.getTime() - Date.now()) / 1_000;
    expect(gapS).toBeGreaterThan(2);
    expect(gapS).toBeLessThan(6);
    await sweep(); // not due yet
    expect(receiver.at(path)).toHaveLength(1);
    for (let tries = 2; tries <= TRIES_MAX; tries++) {
      expect(await stateOf(endpoint.id)).toBe('on');
      await timePasses(endpoint.id);
      await sweep();
    }
    expect(new Set(receiver.at(path).map(({ headers }) => headers['webhook-id']))).toEqual(new Set([first!.eventId]));
    expect(await toldTo(endpoint.id)).toMatchObject([{ state: 'failed', tries: TRIES_MAX }]);
    expect(await stateOf(endpoint.id)).toBe('failing');
    await blocked(retailerId);
    await sweep();
    expect(receiver.at(path)).toHaveLength(TRIES_MAX);
    receiver.answers.delete(path);
    await transactions().run((tx) => endpoints().turn(tx, endpoint.id, 'on'));
    await sweep();
    expect((await toldTo(endpoint.id)).map(({ state }) => state)).toEqual(['delivered', 'failed']);
    await transactions().run((tx) => endpoints().replay(tx, endpoint.id, first!.id));
    await sweep();
    expect((await toldTo(endpoint.id)).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  });

  it('is told nothing more once it is gone, and what waited is given up in the end', async () => {
    const { endpoint, path, retailerId } = await listening();
    receiver.answers.set(path, status(500));
    await blocked(retailerId);
    await sweep();
    receiver.answers.set(path, status(410));
    await blocked(retailerId);
    await sweep();
    expect(await stateOf(endpoint.id)).toBe('gone');
    await blocked(retailerId);
    await timePasses(endpoint.id);
    await sweep();
    expect(receiver.at(path)).toHaveLength(2);
    const [, waiting] = await toldTo(endpoint.id);
    expect(waiting!.state).toBe('waiting');
    expect(await deliveries().giveUpOld()).toBe(0);
    await asOwner(`UPDATE webhook_event SET at = now() - interval '15 days' WHERE id = $1`, waiting!.eventId);
    expect(await deliveries().giveUpOld()).toBe(1);
    const refused = transactions().run((tx) => endpoints().test(tx, endpoint.id));
    await expect(refused).rejects.toMatchObject({ code: 'webhook.wrong_state' });
  });

  it('is never followed elsewhere, and what it says is kept nowhere', async () => {
    const { endpoint, path, retailerId } = await listening();
    receiver.answers.set(path, status(302, { location: receiver.urlOf('/elsewhere') }));
    await blocked(retailerId);
    await sweep();
    expect(receiver.at('/elsewhere')).toEqual([]);
    expect((await toldTo(endpoint.id))[0]!.lastError).toBe('answered 302: redirects are not followed');
    receiver.answers.set(path, (_, response) => response.writeHead(503).end('the inside '.repeat(100_000)));
    await timePasses(endpoint.id);
    await sweep();
    const [row] = await transactions().read<{ text: string }>(
      'SELECT d::text AS text FROM webhook_delivery d WHERE endpoint_id = $1',
      [endpoint.id],
    );
    expect(row!.text).toContain('answered 503');
    expect(row!.text).not.toContain('inside');
  });

  it('that breaks the connection, or that is no receiver, is named in our own words', async () => {
    const { endpoint, path, retailerId } = await listening();
    receiver.answers.set(path, (request) => request.socket.destroy());
    await blocked(retailerId);
    await sweep();
    expect((await toldTo(endpoint.id))[0]!.lastError).toBe('the connection broke');
    const sender = new WebhookSender(readConfig({ NODE_ENV: 'production', DATABASE_URL: database.url }));
    const stop = new AbortController().signal;
    const send = (url: string) => sender.send({ url, headers: {}, body: '{}' }, stop);
    for (const url of [receiver.urlOf(path), 'https://10.0.0.1/', 'https://[::ffff:127.0.0.1]/', 'https://127.1/']) {
      expect(await send(url)).toEqual({ error: 'the address is not on the public network' });
    }
    expect(receiver.at(path)).toHaveLength(1);
  });
});

describe('several at once', () => {
  it('send an event once', async () => {
    const { endpoint, path, retailerId } = await listening();
    for (let i = 0; i < 12; i++) await blocked(retailerId);
    const others = Array.from(
      { length: 3 },
      () => new DeliveryService(app.get(Transactions), app.get(WebhookSender), app.get(Keyring)),
    );
    await Promise.all(others.map(sweep));
    expect(receiver.at(path)).toHaveLength(12);
    expect((await toldTo(endpoint.id)).every(({ state, tries }) => state === 'delivered' && tries === 1)).toBe(true);
  });

  it('do not wait for a receiver that never answers; what our stop cuts off is tried again', async () => {
    const [slow, quick] = [await listening(), await listening()];
    const asked = new Promise<void>((resolve) => receiver.answers.set(slow.path, () => resolve()));
    await blocked(slow.retailerId);
    await blocked(quick.retailerId);
    const other = new DeliveryService(app.get(Transactions), app.get(WebhookSender), app.get(Keyring));
    await other.sweep();
    await asked;
    await until(async () => (await toldTo(quick.endpoint.id))[0]!.state === 'delivered');
    await other.beforeApplicationShutdown();
    expect(await toldTo(slow.endpoint.id)).toMatchObject([{ state: 'waiting', lastError: null }]);
    receiver.answers.delete(slow.path);
    await timePasses(slow.endpoint.id);
    await sweep();
    expect(await toldTo(slow.endpoint.id)).toMatchObject([{ state: 'delivered' }]);
  });
});

describe('an endpoint', () => {
  it('is one of few, of one address, of a retailer that exists', async () => {
    const { retailerId, endpoint } = await listening();
    const add = (wish: { retailerId: number; url: string }) =>
      transactions().run((tx) => endpoints().add(tx, { ...wish, types: ['card.blocked'], madeBy: 'staff:test' }));
    await expect(add({ retailerId, url: endpoint.url })).rejects.toMatchObject({ code: 'name.taken' });
    await expect(add({ retailerId, url: 'https://10.0.0.1/' })).rejects.toMatchObject({ code: 'webhook.url_refused' });
    await expect(add({ retailerId: 999_999, url: receiver.urlOf('/x') })).rejects.toMatchObject({
      code: 'retailer.not_found',
    });
    const many = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) => add({ retailerId, url: receiver.urlOf(`/many-${i}`) })),
    );
    expect(many.filter((one) => one.status === 'fulfilled')).toHaveLength(9);
    expect(await endpoints().list(retailerId)).toHaveLength(10);
  });

  it('gets a test whatever it listens for, and nothing while it is off', async () => {
    const { endpoint, path, retailerId } = await listening(['terminal.revoked']);
    const { eventId } = await transactions().run((tx) => endpoints().test(tx, endpoint.id));
    await sweep();
    expect(receiver.at(path).map(({ headers }) => headers['webhook-id'])).toEqual([eventId]);
    await transactions().run((tx) => endpoints().turn(tx, endpoint.id, 'off'));
    await transactions().run((tx) => stageWebhook(tx, { retailerId, type: 'terminal.revoked', data: {} }));
    expect(await toldTo(endpoint.id)).toHaveLength(1);
    const unknown = transactions().run((tx) => endpoints().rotate(tx, newId()));
    await expect(unknown).rejects.toMatchObject({ code: 'webhook.not_found' });
  });

  it('keeps its secret sealed', async () => {
    const { endpoint, secret } = await listening();
    const [row] = await transactions().read<{ text: string }>(
      'SELECT e::text AS text FROM webhook_endpoint e WHERE id = $1',
      [endpoint.id],
    );
    expect(row!.text).not.toContain(secret.slice(6));
    expect(row!.text).not.toContain(Buffer.from(secret).toString('hex'));
  });
});

it('this machine is never called in production', () => {
  const env = { NODE_ENV: 'production', DATABASE_URL: database.url, WEBHOOK_ALLOW_LOOPBACK: 'yes' };
  expect(() => readConfig(env)).toThrow('WEBHOOK_ALLOW_LOOPBACK');
});
