import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Transactions } from '#lib/database';
import { canonicalJson } from '#lib/kernel';
import { migrateQueues } from '#lib/queue';
import { type Config, Keyring, readConfig } from '#lib/runtime';
import { makeTerminalKey, openSigner, signRequest } from '#lib/till-client';
import { createApiApp } from '../../apps/api/src/create-app.js';
import type { Certificate } from '../../apps/cli/src/certify/report.js';
import { type DemoFile, demoFilePath, refreshDemoUrl, writeDemoFile } from '../../apps/cli/src/demo/demo-file.js';
import { prepareDatabase } from '../../apps/cli/src/demo/prepare-database.js';
import { runCli } from '../../apps/cli/src/program.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { type TestDatabase, createTestDatabase } from '../support/database.js';

/** The certification as an integrator runs it, on the demo world, the real API and the real workers. */
describe('reup certify', () => {
  let database: TestDatabase;
  let home: string;
  let config: Config;
  let keyring: Keyring;
  let app: NestFastifyApplication;
  let demo: DemoFile;

  beforeAll(async () => {
    database = await createTestDatabase();
    home = mkdtempSync(join(tmpdir(), 'reup-certify-'));
    config = readConfig({ DATABASE_URL: database.url, REUP_HOME: home, NODE_ENV: 'test', LOG_LEVEL: 'error' });
    keyring = Keyring.open(config.keyringDir, { create: true });
    await migrateQueues(database.url);
    await prepareDatabase(config, keyring, { embedded: false, demo: 'required' });
    app = await createApiApp(config, keyring, [WorkerModule]);
    await app.listen(0, '127.0.0.1');
    demo = await refreshDemoUrl(home, `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`);
  }, 120_000);
  afterAll(async () => {
    await app?.close();
    await database.drop();
    rmSync(home, { recursive: true, force: true });
  });

  async function reup<Answer = Record<string, unknown>>(...argv: string[]) {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const env = { REUP_HOME: home, DATABASE_URL: database.url };
    const code = await runCli([...argv, '--json'], { stdin, stdout, stderr, env });
    const out = String(stdout.read() ?? '');
    const [first] = out.split('\n');
    return { code, answer: (first ? JSON.parse(first) : undefined) as Answer, err: String(stderr.read() ?? '') };
  }

  /** Options of a till, its key in a file. */
  function tillArgs(prefix: string, { keyId, privateKeyPem }: { keyId: string; privateKeyPem: string }): string[] {
    const file = join(home, `${keyId}.pem`);
    writeFileSync(file, privateKeyPem, { mode: 0o600 });
    return [`--${prefix}key-id`, keyId, `--${prefix}private-key`, file];
  }

  /** A call of the second strict till. */
  async function tillCall(path: string, body: object, key?: string, signal?: AbortSignal): Promise<Response> {
    const { keyId, privateKeyPem } = demo.sandbox!.terminals[1]!;
    const text = JSON.stringify(body);
    const call = { method: 'POST' as const, path: `/v1/pos/${path}`, body: text, ...(key && { idempotencyKey: key }) };
    const headers = await signRequest(call, await openSigner(keyId, privateKeyPem));
    return fetch(`${demo.url}${call.path}`, { method: 'POST', headers, body: text, ...(signal && { signal }) });
  }

  /** Sells a card that keeps its sale waiting; what comes of it, as a word. Within a holder, or it would be waited for. */
  async function stalledSale(signal: AbortSignal): Promise<{ readonly answer: Promise<string> }> {
    const taken = await tillCall('sandbox/cards', { outcome: 'stall' });
    const { code, amountMinor, currency } = (await taken.json()) as Record<string, unknown>;
    const answer = tillCall('activations', { code, amountMinor, currency }, 'stalled', signal).then(
      ({ status }) => String(status),
      ({ name }: Error) => name,
    );
    return { answer };
  }

  it('passes all 22 cases, gives a report that can be filed, and leaves every promise kept', async () => {
    const file = join(home, 'certificate.html');
    const hangUp = new AbortController();
    const { answer: stalled } = await stalledSale(hangUp.signal);
    const { code, answer } = await reup<Certificate>('certify', '--till-timeout', '1', '--report', file);
    expect(answer.cases.filter(({ passed }) => !passed)).toEqual([]);
    expect(code).toBe(0);
    expect(answer.cases.map(({ id }) => id)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1));
    expect(answer.cases[11]!.saw).toMatch(/strict: .*409 card\.not_received.*lenient: .*201/);
    const { digest, ...told } = answer;
    expect(createHash('sha256').update(canonicalJson(told)).digest('hex')).toBe(digest);
    const page = readFileSync(file, 'utf8');
    for (const part of ['Sandbox Strict', 'PASSED: all 22 cases', demo.url, digest]) expect(page).toContain(part);
    // The cases that keep a till waiting took nine seconds: past our own deadline of five for an answer.
    expect(await Promise.race([stalled, Promise.resolve('still waiting')])).toBe('still waiting');
    hangUp.abort();
    expect(await stalled).toBe('AbortError');
    expect(await reup('verify')).toMatchObject({ code: 0, answer: { kept: true } });
  }, 120_000);

  it('certifies two tills by their keys, again and again, in one store of the lenient kind', async () => {
    const [first, second] = demo.sandbox!.terminals.filter(({ receiving }) => receiving === 'lenient');
    const tills = [...tillArgs('', first!), ...tillArgs('second-', second!)];
    const { code, answer } = await reup<Certificate>('certify', '--url', demo.url, ...tills, '--till-timeout', '1');
    expect(answer.cases.filter(({ passed }) => !passed)).toEqual([]);
    expect(code).toBe(0);
    expect(answer.cases[11]!.saw).toContain('only a lenient retailer took part');
  }, 120_000);

  it('never plays with a shop that takes cash', async () => {
    const [first, second] = demo.terminals;
    const before = await reup('verify');
    const tills = [...tillArgs('', first!), ...tillArgs('second-', second!)];
    expect(await reup('certify', ...tills)).toMatchObject({ code: 3, answer: { code: 'sandbox.only' } });
    expect(before.code).toBe(0);
    const call = { method: 'POST' as const, path: '/v1/pos/sandbox/cards', body: '{"outcome":"sellable"}' };
    const headers = await signRequest(call, await openSigner(first!.keyId, first!.privateKeyPem));
    const answer = await fetch(`${demo.url}${call.path}`, { method: 'POST', headers, body: call.body });
    expect(await answer.json()).toMatchObject({ status: 403, code: 'sandbox.only' });
  });

  it('says what it needs', async () => {
    const [strict, , lenient] = demo.sandbox!.terminals;
    const wrong: string[][] = [
      tillArgs('', strict!),
      [...tillArgs('', strict!), ...tillArgs('second-', strict!)],
      [...tillArgs('', strict!), ...tillArgs('second-', lenient!)],
      ['--report', 'certificate.docx'],
      ['--till-timeout', '0'],
    ];
    for (const argv of wrong) expect(await reup('certify', ...argv)).toMatchObject({ code: 2 });
    expect(await reup('certify', '--url', 'http://127.0.0.1:9')).toMatchObject({ code: 4 });
  });

  it('finds a sandbox and a register in a demo world that was made before there were any, from its next start on', async () => {
    const { sandbox, clerks, register, ...older } = demo;
    await writeDemoFile(home, older);
    await app.get(Transactions).read('UPDATE clerk SET sign_in_hash = NULL');
    expect(await reup('certify')).toMatchObject({ code: 2 });
    await app.get(Transactions).read(`UPDATE retailer SET name = 'was ' || name WHERE sandbox`);
    await prepareDatabase(config, keyring, { embedded: false, demo: 'where_allowed' });
    const renewed = JSON.parse(readFileSync(demoFilePath(home), 'utf8')) as DemoFile;
    expect(renewed.sandbox!.terminals.map(({ receiving }) => receiving)).toEqual(
      sandbox!.terminals.map(({ receiving }) => receiving),
    );
    expect(renewed.sandbox!.terminals[0]!.keyId).not.toBe(sandbox!.terminals[0]!.keyId);
    expect([renewed.clerks, renewed.register]).toEqual([clerks, register]);
    const { id, storeId } = demo.terminals.at(-1)!;
    expect(register!.storeId).toBe(storeId);
    const { code, signIn } = clerks!.find((clerk) => clerk.storeId === storeId)!;
    const shift = ['till', '--terminal', id, 'shift', 'open', '--clerk', code, '--float-minor', '5000', '--code'];
    expect(await reup(...shift, '0000')).toMatchObject({ code: 3 });
    expect(await reup(...shift, signIn)).toMatchObject({ code: 0, answer: { clerk: code } });
  });

  it('fails a system that says yes to everything', async () => {
    const yes = await YesSayer.listen();
    const [a, b] = [await makeTerminalKey(), await makeTerminalKey()];
    const tills = [...tillArgs('', { keyId: 'a', ...a }), ...tillArgs('second-', { keyId: 'b', ...b })];
    const { code, answer } = await reup<Certificate>('certify', '--url', yes.url, ...tills, '--till-timeout', '0.2');
    await yes.close();
    expect(code).toBe(1);
    expect(answer.cases).toHaveLength(22);
    expect(answer.cases.filter(({ passed }) => passed)).toEqual([]);
  }, 60_000);
});

/** Lets every till in and sells every card, again and again. */
class YesSayer {
  private constructor(private readonly server: Server) {}

  static async listen(): Promise<YesSayer> {
    const server = createServer((request, response) => {
      const { method, url = '' } = request;
      const id = /keyid="(\w)"/.exec(String(request.headers['signature-input']))?.[1];
      const retailer = { name: 'Yes', currency: 'USD', receiving: 'strict' };
      const store = { id: '1', name: 'Yes', zone: 'America/New_York' };
      const card = {
        serial: '9700012300045613',
        gtin: '00850001234566',
        months: 3,
        amountMinor: 3_000,
        currency: 'USD',
      };
      const found = { ...card, code: `01${card.gtin}21${card.serial}`, state: 'active', exceptions: [] };
      const body = url.endsWith('/terminal') ? { id: id === 'a' ? '1' : '2', name: id, store, retailer } : found;
      const status = url.includes('/sandbox/cards/9799999900000') ? 404 : method === 'POST' ? 201 : 200;
      request.resume();
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new YesSayer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<unknown> {
    this.server.closeAllConnections();
    return once(this.server.close(), 'close');
  }
}
