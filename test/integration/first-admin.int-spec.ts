import { PassThrough } from 'node:stream';
import { runCli } from '../../apps/cli/src/program.js';
import { TestApi } from '../support/api.js';

describe('the first person of an installation', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.close());

  async function firstAdmin(...argv: string[]) {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const env = { DATABASE_URL: api.databaseUrl, REUP_HOME: api.home };
    const code = await runCli(['first-admin', ...argv, '--json'], { stdin, stdout, stderr, env });
    return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
  }

  it('is made once, by who owns the database, and signs in with a one-time code', async () => {
    expect((await firstAdmin('nonsense', 'Ada')).code).toBe(2);
    const made = await firstAdmin('Ada@reup.example', 'Ada Admin');
    expect(made.code).toBe(0);
    const { code } = JSON.parse(made.out) as { code: string };
    const body = { email: 'ada@reup.example', code, password: 'kettle marzipan ulcer' };
    const begun = await api.call('POST', '/v1/office/session/recover', { body });
    expect(begun.json).toMatchObject({ name: 'Ada Admin', roles: ['admin'], secondFactor: 'enrol' });
    const again = await firstAdmin('eve@reup.example', 'Eve');
    expect(again).toMatchObject({ code: 3, err: expect.stringContaining('There are people here already') });
  });
});
