import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { generateSync } from 'otplib';
import { runCli } from './program.js';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const STAFF = [
  { email: 'ada@demo.test', password: 'pass', totpSecret: SECRET, token: 'token', roles: ['admin'] },
  { email: 'old@demo.test', password: 'pass', token: 'token', roles: ['stock'] },
];

describe('reup code', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'reup-code-'));
    const world = { url: 'http://127.0.0.1:3000', staff: STAFF, terminals: [], cards: [] };
    await writeFile(join(home, 'demo.json'), JSON.stringify(world));
  });
  afterAll(() => rm(home, { recursive: true }));

  async function reup(...argv: string[]) {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const code = await runCli(argv, { stdin, stdout, stderr, env: { REUP_HOME: home } });
    return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
  }

  it.each([['admin'], ['ada@demo.test'], []])('tells the code of %s, as the app would', async (...who) => {
    const before = generateSync({ secret: SECRET });
    const { code, out } = await reup('code', ...who, '--json');
    const after = generateSync({ secret: SECRET });
    expect(code).toBe(0);
    const told = JSON.parse(out) as { email: string; code: string; secondsLeft: number };
    expect(told.email).toBe('ada@demo.test');
    expect([before, after]).toContain(told.code);
    expect(told.secondsLeft).toBeGreaterThan(0);
    expect(told.secondsLeft).toBeLessThanOrEqual(30);
    expect(out).not.toContain(SECRET);
  });

  it('says why there is none', async () => {
    expect(await reup('code', 'old@demo.test')).toMatchObject({ code: 2, err: expect.stringContaining('npm start') });
    expect(await reup('code', 'nobody')).toMatchObject({ code: 2, err: expect.stringContaining('ada@demo.test') });
    expect(await reup('code', '--home', join(home, 'x'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('phones'),
    });
  });
});
