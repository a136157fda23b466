import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TotpFactor, createStaff, hashPassword, issueToken, newTotpSecret } from '#lib/access';
import { Transactions } from '#lib/database';
import type { Role } from '#lib/http';
import { RetailService } from '#lib/retail';
import { Keyring, readConfig } from '#lib/runtime';
import { type SignableRequest, makeTerminalKey, openSigner, signRequest } from '#lib/till-client';
import { generateSync } from 'otplib';
import type { ModuleImports } from '../../apps/api/src/api.module.js';
import { createApiApp } from '../../apps/api/src/create-app.js';
import { createTestDatabase } from './database.js';

export interface Person {
  readonly staffId: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly token: string;
  /** Of the authenticator app. */
  readonly totpSecret: string;
}

export interface TestTill {
  readonly terminalId: number;
  readonly storeId: number;
  readonly keyId: string;
  readonly privateKeyPem: string;
}

export interface Call {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; of nothing, `undefined`. */
  // biome-ignore lint: a test says what it expects of it
  readonly json: any;
}

export const PASSWORD = 'correct horse battery staple';
let passwordHash: Promise<string> | undefined;
let made = 0;

/** The API on a private database, spoken to over real HTTP. */
export class TestApi {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly databaseUrl: string,
    readonly home: string,
    private readonly drop: () => Promise<void>,
  ) {}

  /** `beside`: modules that share its process, such as the workers. */
  static async start(env: Readonly<Record<string, string>> = {}, beside: ModuleImports = []): Promise<TestApi> {
    const database = await createTestDatabase();
    const home = mkdtempSync(join(tmpdir(), 'reup-api-'));
    const config = readConfig({
      DATABASE_URL: database.url,
      REUP_HOME: home,
      NODE_ENV: 'test',
      LOG_LEVEL: 'error',
      PORT: '0',
      ...env,
    });
    const app = await createApiApp(config, Keyring.open(config.keyringDir, { create: true }), beside);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as { port: number };
    return new TestApi(app, `http://127.0.0.1:${port}`, database.url, home, () => database.drop());
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.drop();
    rmSync(this.home, { recursive: true, force: true });
  }

  get transactions(): Transactions {
    return this.app.get(Transactions);
  }

  /** Somebody who works here, with an access token and an authenticator app. */
  async person(...roles: readonly Role[]): Promise<Person> {
    const person = await this.newcomer(...roles);
    const totpSecret = newTotpSecret();
    await this.transactions.run((tx) => this.app.get(TotpFactor).set(tx, person.staffId, totpSecret));
    return { ...person, totpSecret };
  }

  /** Somebody who has no second factor yet. */
  async newcomer(...roles: readonly Role[]): Promise<Omit<Person, 'totpSecret'>> {
    passwordHash ??= hashPassword(PASSWORD);
    const email = `person-${++made}@reup.example`;
    const name = `Person ${made}`;
    const staff = { email, name, passwordHash: await passwordHash, roles };
    return this.transactions.run(async (tx) => {
      const staffId = await createStaff(tx, staff);
      const expiresAt = new Date(Date.now() + 3_600_000);
      const token = await issueToken(tx, { staffId, name: 'test', expiresAt });
      return { staffId, email, name, password: PASSWORD, token };
    });
  }

  /** A till in a new store of a new retailer. */
  async till(): Promise<TestTill> {
    const { privateKeyPem, publicKey } = await makeTerminalKey();
    const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(publicKey).toString('base64')}\n-----END PUBLIC KEY-----\n`;
    const retail = this.app.get(RetailService);
    const n = ++made;
    const keyId = `till-${n}`;
    return this.transactions.run(async (tx) => {
      const retailer = await retail.createRetailer(tx, {
        name: `Retailer ${n}`,
        receiving: 'strict',
        commissionBp: 800,
        clawBack: true,
        cutOffMinutes: 0,
        creditLimitMinor: null,
        sellsInBursts: false,
      });
      const store = await retail.createStore(tx, {
        retailerId: retailer.id,
        name: 'Store',
        address: '',
        zone: 'America/New_York',
      });
      const terminal = await retail.createTerminal(tx, { storeId: store.id, name: 'Till', publicKey: pem, keyId });
      return { terminalId: terminal.id, storeId: store.id, keyId, privateKeyPem };
    });
  }

  /** One call; `body` goes as JSON. */
  call(method: string, path: string, { token, body, headers = {} }: Call = {}): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return this.send(method, path, text, {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    });
  }

  /** A till's call, signed; `headers` are laid over the signed ones. */
  async signedCall(
    till: TestTill,
    request: Omit<SignableRequest, 'body'> & { readonly body?: unknown },
    {
      createdS,
      headers = {},
    }: { readonly createdS?: number; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const { body, ...rest } = request;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const signable = { ...rest, ...(text === undefined ? {} : { body: text }) };
    const signed = await signRequest(signable, await openSigner(till.keyId, till.privateKeyPem), createdS);
    return this.send(request.method, `${request.path}${request.query ?? ''}`, text, { ...signed, ...headers });
  }

  /** Bytes as they are: `fetch` would not let a test send every header. */
  send(method: string, path: string, body?: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(`${this.url}${path}`, { method, headers: { ...headers } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = /json/.test(response.headers['content-type'] ?? '');
          const json: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
          resolve({ status: response.statusCode!, headers: response.headers, text, json });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  /** Signs in as a browser of this origin would; the cookie. */
  async signIn({ email, password, totpSecret }: Person): Promise<string> {
    const code = await this.freshCode({ email, totpSecret });
    return cookieIn(await this.call('POST', '/v1/office/session', { body: { email, password, code } }));
  }

  /** The app's present code, as if the last one had been used long ago: no test waits half a minute for the next. */
  async freshCode({ email, totpSecret }: Pick<Person, 'email' | 'totpSecret'>): Promise<string> {
    await this.transactions.run((tx) => tx.rows('UPDATE staff SET totp_last_step = NULL WHERE email = $1', [email]));
    return generateSync({ secret: totpSecret });
  }
}

export function cookieIn({ headers }: Answer): string {
  const [cookie] = headers['set-cookie'] ?? [];
  if (cookie === undefined) throw new Error('no cookie was set');
  return cookie.split(';')[0]!;
}
