import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { migrateQueues } from '#lib/queue';
import { Keyring, readConfig } from '#lib/runtime';
import { createApiApp } from '../../apps/api/src/create-app.js';
import { type DemoFile, refreshDemoUrl } from '../../apps/cli/src/demo/demo-file.js';
import { prepareDatabase } from '../../apps/cli/src/demo/prepare-database.js';
import { runCli } from '../../apps/cli/src/program.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { type TestDatabase, createTestDatabase } from '../support/database.js';

/** The way of a batch to a print house and back, command by command; the house has files and nothing else. */
describe('the commands of a print house and its issuer', () => {
  let database: TestDatabase;
  let home: string;
  let press: string;
  let app: NestFastifyApplication;
  let demo: DemoFile;
  const at = (name: string): string => join(press, name);

  beforeAll(async () => {
    database = await createTestDatabase();
    home = mkdtempSync(join(tmpdir(), 'reup-bundle-e2e-'));
    press = mkdtempSync(join(tmpdir(), 'reup-press-e2e-'));
    const config = readConfig({ DATABASE_URL: database.url, REUP_HOME: home, NODE_ENV: 'test', LOG_LEVEL: 'error' });
    const keyring = Keyring.open(config.keyringDir, { create: true });
    await migrateQueues(database.url);
    await prepareDatabase(config, keyring, { embedded: false, demo: 'required' });
    app = await createApiApp(config, keyring, [WorkerModule]);
    await app.listen(0, '127.0.0.1');
    demo = await refreshDemoUrl(home, `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`);
  }, 180_000);
  afterAll(async () => {
    await app?.close();
    await database.drop();
    for (const folder of [home, press]) rmSync(folder, { recursive: true, force: true });
  });

  async function run<Answer>(env: Record<string, string>, argv: readonly string[]) {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const code = await runCli([...argv, '--json'], { stdin, stdout, stderr, env });
    const out = String(stdout.read() ?? '');
    return { code, answer: (out === '' ? undefined : JSON.parse(out)) as Answer, err: String(stderr.read() ?? '') };
  }
  const office = <Answer = Record<string, unknown>>(...argv: string[]) =>
    run<Answer>({ REUP_HOME: home, DATABASE_URL: database.url }, argv);
  /** Nothing to reach: no database, no address, no token. */
  const house = <Answer = Record<string, unknown>>(...argv: string[]) =>
    run<Answer>({ REUP_HOME: at('nowhere') }, argv);
  const approve = async (kind: string) => {
    const { answer } = await office<{ items: { id: string; kind: string }[] }>('approvals', 'list');
    const { id } = answer.items.find((item) => item.kind === kind)!;
    const approvers = demo.staff.filter(({ roles }) => roles.includes('approver'));
    return Promise.all(
      approvers.slice(0, 1).map(({ email }) => office('approvals', 'approve', id, '--as', email)),
    ).then(async ([first]) => ({
      first,
      second: await office('approvals', 'approve', id, '--as', approvers[1]!.email),
    }));
  };

  it('lead from its keys to the certificate, and the cards may be shipped', async () => {
    const keys = await house<{ fingerprint: string }>('bundle', 'keygen', '--out', at('keys'));
    expect(keys).toMatchObject({ code: 0, answer: { fingerprint: expect.stringMatching(/^([0-9a-f]{4} ?){16}$/) } });
    for (const secret of ['identity.txt', 'signing.pem'])
      expect(statSync(at(`keys/${secret}`)).mode & 0o777).toBe(0o600);
    expect(await house('bundle', 'keygen', '--out', at('keys'))).toMatchObject({ code: 2 });

    const added = await office<{ id: string }>('house', 'add', 'Keystone', '--contact', 'Dana, +1 215 555 0142');
    expect(added).toMatchObject({ code: 0, answer: { name: 'Keystone', keys: [] } });
    expect(await office('house', 'add', 'Keystone', '--contact', 'Again')).toMatchObject({
      code: 3,
      answer: { code: 'name.taken' },
    });
    expect(await office('house', 'key', added.answer.id, at('keys/identity.txt'))).toMatchObject({ code: 2 });
    const key = await office<{ id: string }>('house', 'key', added.answer.id, at('keys/public.json'));
    expect(key).toMatchObject({ code: 0, answer: { state: 'waiting', fingerprint: keys.answer.fingerprint } });
    const votes = await approve('house_key');
    expect([votes.first?.code, votes.second.code]).toEqual([0, 0]);
    expect(await office('house', 'list')).toMatchObject({ answer: { items: [{ keys: [{ state: 'confirmed' }] }] } });

    const { answer: batch } = await office<{ id: string }>(
      'batch',
      'request',
      '3',
      '120',
      '--house-key',
      key.answer.id,
    );
    expect(await office('batch', 'approve', batch.id, '--wait')).toMatchObject({
      code: 0,
      answer: { state: 'minted' },
    });
    expect(await office('batch', 'sheets', batch.id, '--out', at('no.pdf'))).toMatchObject({
      code: 3,
      answer: { code: 'batch.at_print_house' },
    });
    const made = await office<{ id: string }>('bundle', 'make', batch.id, '--wait');
    expect(made).toMatchObject({ code: 0, answer: { state: 'ready', cards: 120, kind: 'data' } });
    const { id } = made.answer;
    expect(await office('bundle', 'issuer-key', '--out', at('issuer.pem'))).toMatchObject({ code: 0 });
    const download = () => office('bundle', 'download', batch.id, id, '--out', at('117.age'));
    // A look at the address is not the one download.
    const { token } = demo.staff.find(({ roles }) => roles.includes('batch-manager'))!;
    const address = `${demo.url}/v1/office/batches/${batch.id}/bundles/${id}.age`;
    const look = await fetch(address, { method: 'HEAD', headers: { authorization: `Bearer ${token}` } });
    expect(look.status).toBe(404);
    expect(await download()).toMatchObject({
      code: 0,
      answer: { file: at('117.age'), manifest: at('117.manifest.json') },
    });
    expect(await download()).toMatchObject({ code: 3, answer: { code: 'bundle.downloaded' } });
    expect(statSync(at('117.age')).mode & 0o777).toBe(0o600);

    const files = ['--manifest', at('117.manifest.json'), '--identity', at('keys/identity.txt')];
    const opened = await house(
      'bundle',
      'open',
      at('117.age'),
      ...files,
      '--issuer-key',
      at('issuer.pem'),
      '-o',
      at('cards.txt'),
    );
    expect(opened).toMatchObject({ code: 0, answer: { opened: true, batch: batch.id, cards: 120, kind: 'data' } });
    expect(statSync(at('cards.txt')).mode & 0o777).toBe(0o600);
    const lines = readFileSync(at('cards.txt'), 'latin1').trimEnd().split('\n');
    expect(lines.map((line) => line[0]).join('')).toBe(`H${'D'.repeat(120)}T`);
    expect(opened.err).not.toMatch(/\d{16}/);

    const signing = ['--manifest', at('117.manifest.json'), '--key', at('keys/signing.pem')];
    const receipt = await house('bundle', 'receipt', at('117.age'), ...signing, '-o', at('receipt.json'));
    expect(receipt).toMatchObject({ code: 0, answer: { cards: 120 } });
    expect(await office('bundle', 'enter', batch.id, at('receipt.json'))).toMatchObject({ code: 0 });

    expect(await office('batch', 'seal', batch.id, '--yes')).toMatchObject({ code: 0 });
    expect(await office('batch', 'release', batch.id)).toMatchObject({ code: 0, answer: { state: 'released' } });
    const ship = (from: number) =>
      office('ship', lines[from]!.split(';')[2]!, lines[from + 9]!.split(';')[2]!, '--store', demo.stores[0]!.id);
    expect(await ship(1)).toMatchObject({ code: 3, answer: { code: 'certificate.missing' } });

    const serial = (n: number): string => lines[n]!.split(';')[2]!;
    writeFileSync(at('ruined.txt'), `# press 2\n${serial(1)}\n${serial(3)}..${serial(5)}\n`);
    const spoilage = ['bundle', 'spoilage', batch.id, id, '--list', at('ruined.txt'), '--reason', 'Web break.'];
    expect(await office(...spoilage)).toMatchObject({ code: 0, answer: { cards: 4, spoiled: 4 } });
    expect(await office(...spoilage)).toMatchObject({ code: 3, answer: { code: 'card.wrong_state' } });
    const told = ['--who', 'A. Press', '--how', 'Shredded.', '--witness', 'B. Gate', '-o', at('certificate.json')];
    const certificate = (printed: number, spoiled: number) => {
      const account = ['--printed', String(printed), '--spoiled', String(spoiled)];
      return house('bundle', 'certificate', ...signing, ...account, ...told);
    };
    expect(await certificate(117, 4)).toMatchObject({ code: 2 });
    expect(await certificate(117, 3)).toMatchObject({ code: 0 });
    const enter = () => office<{ canaries: string[] }>('bundle', 'enter', batch.id, at('certificate.json'));
    expect(await enter()).toMatchObject({ code: 3, answer: { code: 'certificate.invalid' } });
    expect(await certificate(116, 4)).toMatchObject({ code: 0 });
    const closed = await enter();
    expect(closed.code).toBe(0);
    expect(new Set(closed.answer.canaries).size).toBe(3);
    expect(await office('bundle', 'list', batch.id)).toMatchObject({
      code: 0,
      answer: { items: [{ id, state: 'downloaded', spoiled: 4, certificateAt: expect.any(String) as string }] },
    });
    const whole = lines.findIndex((_, from) => {
      const box = lines.slice(from, from + 10).map((line) => line.split(';')[2]!);
      return from > 5 && box.every((card) => !closed.answer.canaries.includes(card));
    });
    expect(await ship(whole)).toMatchObject({ code: 0, answer: { cards: 10 } });
    expect(await office('verify')).toMatchObject({ code: 0, answer: { kept: true } });
  }, 300_000);

  it('tell by their exit what is wrong with a bundle, and keep nothing of it', async () => {
    const options = {
      '--manifest': at('117.manifest.json'),
      '--identity': at('keys/identity.txt'),
      '--issuer-key': at('issuer.pem'),
      '-o': at('other.txt'),
    };
    const open = (change: Partial<typeof options> = {}, file = at('117.age')) =>
      house('bundle', 'open', file, ...Object.entries({ ...options, ...change }).flat());
    const age = readFileSync(at('117.age'));
    const tampered = Buffer.from(age);
    tampered[age.length - 100]! ^= 1;
    writeFileSync(at('tampered.age'), tampered);
    expect(await open({}, at('tampered.age'))).toMatchObject({
      code: 1,
      answer: { opened: false, code: 'bundle.broken' },
    });

    const signed = JSON.parse(readFileSync(at('117.manifest.json'), 'utf8')) as { manifest: { cards: number } };
    writeFileSync(at('other.json'), JSON.stringify({ ...signed, manifest: { ...signed.manifest, cards: 119 } }));
    expect(await open({ '--manifest': at('other.json') })).toMatchObject({
      code: 1,
      answer: { code: 'bundle.broken' },
    });
    writeFileSync(at('no.json'), '{"manifest":{}}');
    expect(await open({ '--manifest': at('no.json') })).toMatchObject({ code: 2 });

    await house('bundle', 'keygen', '--out', at('stranger'));
    const stranger = await open({ '--identity': at('stranger/identity.txt') });
    expect(stranger).toMatchObject({ code: 3, answer: { opened: false, code: 'bundle.not_for_us' } });
    const { publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(at('not-issuer.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    expect(await open({ '--issuer-key': at('not-issuer.pem') })).toMatchObject({ code: 1 });

    expect(await open({ '--issuer-key': at('keys/signing.pem') })).toMatchObject({ code: 2 });
    expect(await open({ '--identity': at('keys/public.json') })).toMatchObject({ code: 2 });
    expect(await open({}, at('none.age'))).toMatchObject({ code: 2 });
    expect(await house('bundle', 'open', at('117.age'))).toMatchObject({ code: 2 });
    const forged = ['bundle', 'receipt', at('tampered.age'), '--manifest', at('117.manifest.json')];
    expect(await house(...forged, '--key', at('keys/signing.pem'), '-o', at('r.json'))).toMatchObject({ code: 1 });
    for (const name of ['other.txt', 'other.txt.part', 'r.json']) expect(existsSync(at(name))).toBe(false);
  }, 120_000);
});
